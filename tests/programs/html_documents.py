r"""Takes HTML apart with html.parser.

expect: {"links": [{"href": "/one?a=1&b=2"}, {"href": "two.html", "title": "T"}], "texts": ["Caf\u00e9 & Bar \u2014 \ud83d\ude00", "Hello", "World", "First", "link", "and", "another", ".", "Unclosed", "&unknown; \u00a9 2020", "1", "2", "a", "b", "c", "d"], "tags": ["html", "head", "title", "script", "style", "body", "h1", "b", "p", "a", "a", "p", "br", ["img", [["src", "x.png"], ["alt", "An image"]]], "ul", "li", "li", "table", "tr", "td", "td", "tr", "td", "td"], "comments": [" hidden <a href=\"no\"> "], "where": {"html": [2, 0], "head": [2, 14], "title": [2, 20], "script": [3, 0], "style": [3, 61], "body": [4, 0], "h1": [5, 0], "b": [5, 10], "p": [6, 0], "a": [6, 9], "br": [7, 12], "ul": [8, 0], "li": [8, 4], "table": [8, 19], "tr": [8, 26], "td": [8, 30]}, "same": [true, true, true], "escape": ["&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;&quot;&lt;/a&gt;", "'"], "unescape": ["<'\u2026\u00acit;\u20ac\ufffd\ufffd&bogus;", "&lt;", "\u2233", "\ufffd"], "entities": [2231, 8364]}
"""

import html
from html.parser import HTMLParser

from capsule import task

PAGE = """<!DOCTYPE html>
<html lang=en><head><title>Caf&eacute; &amp; Bar &#8212; &#x1F600;</title>
<script>if (a < b && "</p>") { x("<a href='no'>"); }</script><style>p > a { color: red }</style></head>
<body class='a b' data-x="1&quot;2" hidden>
<h1>Hello <b>World</b></h1><!-- hidden <a href="no"> -->
<p>First <a href="/one?a=1&amp;b=2">link</a> and <a href='two.html' title="T">another</a>.
<p>Unclosed <br> <img src=x.png alt="An image"/> &nbsp;&unknown; &copy 2020
<ul><li>1<li>2</ul><table><tr><td>a<td>b<tr><td>c<td>d</table></body></html>"""


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.texts, self.tags, self.ignored, self.comments, self.where = [], [], [], 0, [], {}

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.where.setdefault(tag, self.getpos())
        if tag == "a":
            self.links.append(dict(attrs))
        if tag in ("script", "style"):
            self.ignored += 1

    def handle_startendtag(self, tag, attrs):
        self.tags.append([tag, attrs])

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.ignored -= 1

    def handle_data(self, data):
        if not self.ignored and data.strip():
            self.texts.append(" ".join(data.split()))

    def handle_comment(self, data):
        self.comments.append(data)


@task(name="main", compute="LOW", ram="64MB")
def main():
    parser = Links()
    parser.feed(PAGE)
    parser.close()
    pieces = Links()
    for start in range(0, len(PAGE), 7):
        pieces.feed(PAGE[start:start + 7])
    pieces.close()
    return {
        "links": parser.links,
        "texts": parser.texts,
        "tags": parser.tags,
        "comments": parser.comments,
        "where": parser.where,
        "same": [pieces.links == parser.links, pieces.tags == parser.tags, "".join("".join(pieces.texts).split()) == "".join("".join(parser.texts).split())],
        "escape": [html.escape("<a href='x'>\"&\"</a>"), html.escape("'", quote=False)],
        "unescape": [html.unescape(text) for text in ("&lt;&#39;&hellip;&notit;&#x80;&#0;&#1114112;&bogus;", "&amp;lt;", "&CounterClockwiseContourIntegral;", "&#xD800;")],
        "entities": [len(html.entities.html5), html.entities.name2codepoint["euro"]],
    }
