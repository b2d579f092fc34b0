r"""A small Markdown converter.

expect: {"length": 1072, "lines": 31, "tags": 44}
stdout: "<h1 id=\"title-with-emphasis\">Title <em>with</em> emphasis</h1>\n<p>A paragraph with <strong>bold</strong>, <em>italic</em>, <code>code &lt;b&gt;</code>, a <a href=\"http://example.org/?a=1&amp;b=2\" title=\"tip\">link</a>\nand a line break.<br>\nNext line &amp; &lt;script&gt;alert(1)&lt;/script&gt; <del>gone</del> <img src=\"x.png\" alt=\"img\">.</p>\n<h2 id=\"lists\">Lists</h2>\n<ul>\n<li>one</li>\n<li>two <strong>bold</strong><ul>\n<li>nested</li>\n<li>again</li>\n</ul></li>\n<li>three</li>\n</ul>\n<ol>\n<li>first</li>\n<li>second</li>\n</ol>\n<blockquote>\n<p>quoted\nmore <em>text</em></p>\n</blockquote>\n<pre><code class=\"python\">def f(x):\n    return x &lt; 1 &amp; True\n</code></pre>\n<table>\n<tr><th align=\"left\">Name</th><th align=\"center\">\u00dcnit</th><th align=\"right\">Price</th></tr>\n<tr><td align=\"left\">Tea</td><td align=\"center\">1 kg</td><td align=\"right\">9.50</td></tr>\n<tr><td align=\"left\">a|b</td><td align=\"center\"></td><td align=\"right\">1</td></tr>\n</table>\n<hr>\n<p>Escaped *stars* and snake_case_word, <strong>strong</strong>, auto <a href=\"http://a.b\">http://a.b</a>.\nFinal \ud83d\ude00.</p>\n"
"""

import html
import re

from capsule import task

TEXT = """# Title *with* emphasis

A paragraph with **bold**, *italic*, `code <b>`, a [link](http://example.org/?a=1&b=2 "tip")
and a line break.  
Next line & <script>alert(1)</script> ~~gone~~ ![img](x.png).

## Lists

- one
- two **bold**
  - nested
  - again
- three

1. first
2. second

> quoted
> more *text*

```python
def f(x):
    return x < 1 & True
```

| Name | Ünit | Price |
|:-----|:----:|------:|
| Tea  | 1 kg | 9.50 |
| a\\|b |  | 1 |

---

Escaped \\*stars\\* and snake_case_word, __strong__, auto <http://a.b>.
Final 😀.
"""


def inline(text):
    stash = []

    def keep(markup):
        stash.append(markup)
        return f"\0{len(stash) - 1}\0"

    text = re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", lambda m: keep(html.escape(m[1])), text)
    text = re.sub(r"(`+)(.+?)\1", lambda m: keep(f"<code>{html.escape(m[2].strip())}</code>"), text)
    text = re.sub(r"<(https?://[^>]+)>", lambda m: keep(f'<a href="{html.escape(m[1])}">{html.escape(m[1])}</a>'), text)
    text = html.escape(text, quote=False)
    text = re.sub(r"!\[([^]]*)\]\(([^) ]+)\)", lambda m: keep(f'<img src="{m[2]}" alt="{m[1]}">'), text)
    text = re.sub(r"\[([^]]+)\]\(([^) ]+)(?: \"([^\"]*)\")?\)", lambda m: keep(f'<a href="{m[2]}"' + (f' title="{m[3]}"' if m[3] else "") + ">") + m[1] + keep("</a>"), text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"<strong>\2</strong>", text)
    text = re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"<em>\2</em>", text)
    text = re.sub(r"~~(.+?)~~", r"<del>\1</del>", text)
    text = re.sub(r" {2,}\n", "<br>\n", text)
    return re.sub(r"\0(\d+)\0", lambda m: stash[int(m[1])], text)


def listing(lines, position=0, indent=0):
    ordered = bool(re.match(r" *\d+\.", lines[position]))
    out = ["<ol>" if ordered else "<ul>"]
    while position < len(lines):
        match = re.match(r"( *)(?:[-*+]|\d+\.) (.*)", lines[position])
        if not match or len(match[1]) < indent:
            break
        if len(match[1]) > indent:
            nested, position = listing(lines, position, len(match[1]))
            out[-1] = out[-1].removesuffix("</li>") + nested + "</li>"
            continue
        out.append(f"<li>{inline(match[2])}</li>")
        position += 1
    out.append("</ol>" if ordered else "</ul>")
    return "\n".join(out), position


def table(lines):
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]
    align = [{(True, True): "center", (False, True): "right", (True, False): "left"}.get((cell.startswith(":"), cell.endswith(":")), "") for cell in rows[1]]

    def row(cells, tag):
        return "<tr>" + "".join(f"<{tag}" + (f' align="{a}"' if a else "") + f">{inline(cell)}</{tag}>" for cell, a in zip(cells, align)) + "</tr>"

    return "\n".join(["<table>", row(rows[0], "th"), *(row(cells, "td") for cells in rows[2:]), "</table>"])


def convert(text):
    out, lines, position = [], text.splitlines(), 0
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            position += 1
        elif match := re.match(r"(#{1,6}) +(.*?) *#*$", line):
            slug = re.sub(r"[^\w]+", "-", match[2].lower()).strip("-")
            out.append(f'<h{len(match[1])} id="{slug}">{inline(match[2])}</h{len(match[1])}>')
            position += 1
        elif line.startswith("```"):
            end = next((i for i in range(position + 1, len(lines)) if lines[i].startswith("```")), len(lines))
            out.append(f'<pre><code class="{line[3:].strip()}">' + html.escape("\n".join(lines[position + 1:end])) + "\n</code></pre>")
            position = end + 1
        elif re.fullmatch(r"([-*_] *){3,}", line):
            out.append("<hr>")
            position += 1
        elif line.startswith(">"):
            block = []
            while position < len(lines) and lines[position].startswith(">"):
                block.append(lines[position][1:].lstrip())
                position += 1
            out.append("<blockquote>\n" + convert("\n".join(block)) + "\n</blockquote>")
        elif re.match(r" *([-*+]|\d+\.) ", line):
            markup, used = listing(lines[position:])
            out.append(markup)
            position += used
        elif "|" in line and position + 1 < len(lines) and re.fullmatch(r"[|:\- ]+", lines[position + 1]):
            block = []
            while position < len(lines) and "|" in lines[position]:
                block.append(lines[position])
                position += 1
            out.append(table(block))
        else:
            block = []
            while position < len(lines) and lines[position].strip() and not re.match(r"#|```|>|[-*+] ", lines[position]):
                block.append(lines[position])
                position += 1
            out.append(f"<p>{inline(chr(10).join(block))}</p>")
    return "\n".join(out)


@task(name="main", compute="LOW")
def main():
    page = convert(TEXT)
    print(page)
    return {"length": len(page), "lines": page.count("\n"), "tags": len(re.findall(r"<\w+", page))}
