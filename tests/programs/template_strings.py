r"""Template strings and other things that Python 3.14 brought.

expect: {"parts": [["Hello ", "! You owe ", "."], ["Ada", 12.5], ["name", "amount * 1"], [null, "r"], ["", ".2f"]], "types": ["Template", "Interpolation"], "html": "<p class=\"a &amp; b\">&lt;script&gt; 3.14</p>", "sql": ["SELECT * FROM t WHERE a = ? AND b = ?", ["x'; DROP", 5]], "joined": ["a", "b"], "nested": "x[y1]", "iterated": ["str", "Interpolation", "Interpolation", "str"], "debug": [["x="], ["r"], [1]], "raw": "a\\n", "empty": [[""], []], "errors": ["TypeError", "TypeError"], "lazy": ["ForwardRef", "int", "Undefined", "NameError"], "caught": "caught", "zstd": [true, true, true], "path": ["text", "text", true], "union": [true, "int | str"], "map": [[1, 4], "ValueError"]}
"""
# native: none

import annotationlib
import html
import pathlib
import typing
from compression import zstd
from string.templatelib import Interpolation, Template, convert

from capsule import task


def render(template, escape=lambda text: text):
    out = []
    for part in template:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part.value, Template):
            out.append(render(part.value, escape))
        else:
            out.append(escape(format(convert(part.value, part.conversion), part.format_spec)))
    return "".join(out)


def query(template):
    return ["?".join(template.strings), list(template.values)]


def lazy(a: Undefined, b: int): ...  # annotations are evaluated when somebody asks


def caught():
    try:
        raise ValueError
    except KeyError, ValueError:
        return "caught"


def kind_of_error(action):
    try:
        return action()
    except Exception as error:
        return type(error).__name__


@task(name="main", compute="MEDIUM")
def main():
    name, amount, x = "Ada", 12.5, 1
    template = t"Hello {name}! You owe {amount * 1!r:.2f}."
    css, title, value = "a & b", "<script>", 3.14159
    evil, number = "x'; DROP", 5
    joined = t"a{x}" + t"b"
    annotations = annotationlib.get_annotations(lazy, format=annotationlib.Format.FORWARDREF)
    data = b"zstandard " * 1000
    with zstd.open("/tmp/data.zst", "wt") as file:
        file.write("line\n" * 100)
    with zstd.open("/tmp/data.zst", "rt") as file:
        lines = file.readlines()
    source = pathlib.Path("/tmp/source.txt")
    source.write_text("text")
    source.copy("/tmp/copy.txt")
    pathlib.Path("/tmp/folder").mkdir()
    moved = source.move_into("/tmp/folder")
    return {
        "parts": [list(template.strings), list(template.values), [part.expression for part in template.interpolations], [part.conversion for part in template.interpolations], [part.format_spec for part in template.interpolations]],
        "types": [type(template).__name__, type(template.interpolations[0]).__name__],
        "html": '<p class="' + render(t"{css}", html.escape) + '">' + render(t"{title} {value:.2f}", html.escape) + "</p>",
        "sql": query(t"SELECT * FROM t WHERE a = {evil} AND b = {number}"),
        "joined": list(joined.strings),
        "nested": render(t"x{t'[{t"y{x}"}]'}"),
        "iterated": [type(part).__name__ for part in t"a{x}{x}b"],
        "debug": [list(filter(None, t"{x=}".strings)), [part.conversion for part in t"{x=}".interpolations], list(t"{x=}".values)],
        "raw": rt"a\n".strings[0],
        "empty": [list(t"".strings), list(t"".values)],
        "errors": [kind_of_error(lambda: t"a" + "b"), kind_of_error(lambda: "b" + t"a")],
        "lazy": [type(annotations["a"]).__name__, annotations["b"].__name__, annotations["a"].__forward_arg__, kind_of_error(lambda: lazy.__annotations__)],
        "caught": caught(),
        "zstd": [zstd.decompress(zstd.compress(data)) == data, len(zstd.compress(data)) < 200, len(lines) == 100],
        "path": [pathlib.Path("/tmp/copy.txt").read_text(), moved.read_text(), not source.exists()],
        "union": [isinstance(int | str, typing.Union), str(typing.Union[int, str])],
        "map": [list(map(pow, [1, 2], [2, 2], strict=True)), kind_of_error(lambda: list(map(pow, [1], [1, 2], strict=True)))],
    }


assert Interpolation is not None
