r"""Reads, changes and writes XML.

expect: {"titles": ["Dune <1>", "Der Proze\u00df"], "publisher": "Penguin & Co", "languages": ["en", "de"], "xpath": [2, 10, 1, 1, 1, 1, 3], "itertext": "Der Proze\u00df8.25xtail", "raw": "raw <data> & more", "made": "<root z=\"1\" a=\"q&quot;&lt;&#10;\">\n  <child>\u00e9 &amp; &lt;b&gt;</child>\n  <empty />tail<!-- note -->\n</root>", "declared": "<?xml version='1.0' encoding='iso-8859-1'?>\n<root z=\"1\" a=\"q&quot;&lt;&#10;\">\n  <child>\u00e9 &amp; &lt;b&gt;</child>\n  <empty />tail<!-- note -->\n</root>", "namespaced": "<ns0:book xmlns:m=\"urn:meta\" xmlns:ns0=\"urn:lib\" id=\"1\" m:lang=\"en\"><ns0:title>Dune &lt;1&gt;</ns0:title><ns0:price>10.9", "canonical": "<a a=\"1\" b=\"2\"><c></c></a>", "events": [["start-ns", ["p", "u"]], ["start", "a"], ["start", "{u}b"], ["end", "{u}b"], ["start", "c"], ["end", "c"], ["end", "a"]], "sax": [["start", "a", {"x": "1"}], ["start", "b", {}], ["text", "text"], ["end", "b"], ["end", "a"]], "pulled": ["1", "2"], "dom": "<?xml version=\"1.0\" ?><a><b c=\"1\">t</b><new k=\"\u00fc\"/></a>", "pretty": "<?xml version=\"1.0\" ?>\n<a>\n <b c=\"1\">t</b>\n <new k=\"\u00fc\"/>\n</a>\n", "dom_text": "t", "escape": ["&lt;a &amp; 'b'&gt;", "\"a&quot;b'c\"", "<&amp;"], "errors": ["ParseError: no element found: line 1, column 3", "ParseError: mismatched tag: line 1, column 5", "ParseError: no element found: line 1, column 0", "ParseError: undefined entity: line 1, column 3", "ParseError: not well-formed (invalid token): line 1, column 5", "ParseError: junk after document element: line 1, column 4", "ParseError: syntax error: line 1, column 0"], "depth": 300, "bomb": "ParseError"}
"""

import io
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
import xml.sax.saxutils

from capsule import task

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE library [<!ENTITY pub "Penguin &amp; Co">]>
<library xmlns="urn:lib" xmlns:m="urn:meta">
  <!-- a comment -->
  <book id="1" m:lang="en"><title>Dune &lt;1&gt;</title><price>9.99</price><pub>&pub;</pub></book>
  <book id="2" m:lang="de"><title>Der Prozeß</title><price>7.50</price><tags><tag/><tag>x</tag>tail</tags></book>
  <![CDATA[raw <data> & more]]>
  <?target some data?>
</library>"""


class Handler(xml.sax.ContentHandler):
    def __init__(self):
        self.events = []

    def startElement(self, name, attrs):
        self.events.append(["start", name, dict(attrs)])

    def endElement(self, name):
        self.events.append(["end", name])

    def characters(self, content):
        if content.strip():
            self.events.append(["text", content])


def attempt(action):
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main")
def main():
    names = {"l": "urn:lib", "m": "urn:meta"}
    root = ET.fromstring(DOCUMENT.encode())
    books = root.findall("l:book", names)
    events = [[event, element.tag if event != "start-ns" else element] for event, element in ET.iterparse(io.BytesIO(b'<a xmlns:p="u"><p:b/>t<c/></a>'), ("start", "end", "start-ns"))]
    made = ET.Element("root", {"z": "1", "a": 'q"<\n'})
    ET.SubElement(made, "child").text = "é & <b>"
    ET.SubElement(made, "empty").tail = "tail"
    made.append(ET.Comment(" note "))
    ET.indent(made)
    ET.register_namespace("m", "urn:meta")
    for book in books:
        book.find("l:price", names).text = str(round(float(book.find("l:price", names).text) * 1.1, 2))
    handler = Handler()
    xml.sax.parseString(b"<a x='1'><b>text</b></a>", handler)
    parser = ET.XMLPullParser(["end"])
    pulled = []
    for piece in ("<r><i>1</", "i><i>2</i", "></r>"):
        parser.feed(piece)
        pulled += [element.text for _, element in parser.read_events() if element.tag == "i"]
    dom = xml.dom.minidom.parseString("<a><b c='1'>t</b></a>")
    dom.documentElement.appendChild(dom.createElement("new")).setAttribute("k", "ü")
    deep = ET.fromstring("<a>" * 300 + "</a>" * 300)
    return {
        "titles": [book.findtext("l:title", namespaces=names) for book in books],
        "publisher": root.findtext(".//l:pub", namespaces=names),
        "languages": [book.get("{urn:meta}lang") for book in books],
        "xpath": [len(root.findall(path, names)) for path in ("*", ".//*", "l:book[@id='2']", "l:book[l:title='Der Prozeß']", "l:book[last()]", ".//l:tag[2]", "l:book[1]/*")],
        "itertext": "".join(books[1].itertext()),
        "raw": books[-1].tail.strip(),
        "made": ET.tostring(made, encoding="unicode"),
        "declared": ET.tostring(made, encoding="iso-8859-1", xml_declaration=True).decode("latin-1"),
        "namespaced": ET.tostring(books[0], encoding="unicode")[:120],
        "canonical": ET.canonicalize('<a  b="2" a="1"><c /><!-- x --></a>'),
        "events": events,
        "sax": handler.events,
        "pulled": pulled,
        "dom": dom.toxml(),
        "pretty": dom.toprettyxml(indent=" "),
        "dom_text": dom.getElementsByTagName("b")[0].firstChild.data,
        "escape": [xml.sax.saxutils.escape("<a & 'b'>"), xml.sax.saxutils.quoteattr("a\"b'c"), xml.sax.saxutils.unescape("&lt;&amp;amp;")],
        "errors": [attempt(lambda text=text: ET.fromstring(text)) for text in ("<a>", "<a></b>", "", "<a>&x;</a>", "<a b=1/>", "<a/><b/>", "plain")],
        "depth": sum(1 for _ in deep.iter()),
        "bomb": attempt(lambda: ET.fromstring('<!DOCTYPE r [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY b{i} "{("&a;" if i == 0 else f"&b{i - 1};") * 20}">' for i in range(6)) + "]><r>&b5;</r>")).split(":")[0],
    }
