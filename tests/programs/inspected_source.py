r"""inspect and traceback know the program's source, lines and name.

expect: {"source": ["def documented(a, /, b: int = 2, *args, c, **rest) -> str:\n", "    \"\"\"Documentation.\n", "\n", "    Indented further.\n", "    \"\"\"\n", "    return f\"{a}\"  # the body\n"], "start": 15, "class": "class Sample:", "doc": "Documentation.\n\nIndented further.", "signature": ["(a, /, b: int = 2, *args, c, **rest) -> str", ["POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"], "(self)", {"a": 1, "b": 2, "args": [3], "c": 4, "rest": {"d": 5}}], "file": ["inspected_source.py", "inspected_source.py", "inspected_source", "y"], "frames": [["inspected_source.py", 54, "main", "failing(2)"], ["inspected_source.py", 35, "failing", "return failing(n - 1)"], ["inspected_source.py", 35, "failing", "return failing(n - 1)"], ["inspected_source.py", 34, "failing", "raise ValueError(\"here\")  # raised"]], "text": ["raise ValueError(\"here\")  # raised", "ValueError: here"], "pointed": ["    + data[\"a\"][\"missing\"][\"c\"]", "      ~~~~~~~~~^^^^^^^^^^^"], "generated": ["<generated>", 2], "shown": true, "where": ["main", 86], "stack": "method", "line": "def documented(a, /, b: int = 2, *args, c, **rest) -> str:", "members": ["method"], "kinds": [true, true, true, false, false, false, true], "comment": "# A comment above.\n", "callargs": {"a": 1, "args": [], "rest": {}, "c": 2, "b": 2}, "closure": "dict_keys(['sys'])", "static": 1, "cleaned": "a\n  b\nc", "stack_text": true, "errors": ["TypeError: module, class, method, function, traceback, frame, or code object was expected", "TypeError", "TypeError: 5 is not a callable object"]}
"""

import inspect
import linecache
import os
import sys
import traceback

from capsule import task


def documented(a, /, b: int = 2, *args, c, **rest) -> str:
    """Documentation.

    Indented further.
    """
    return f"{a}"  # the body


class Sample:
    """A class."""

    attribute = 1

    def method(self):
        return [frame.function for frame in inspect.stack()[:2]]


def failing(n):
    if n == 0:
        raise ValueError("here")  # raised
    return failing(n - 1)


def where():
    frame = sys._getframe(1)
    return frame.f_code.co_name, frame.f_lineno


def caret(data):
    return (
        data["a"]["b"]
        + data["a"]["missing"]["c"]
    )


@task(name="main", compute="LOW")
def main():
    lines, start = inspect.getsourcelines(documented)
    try:
        failing(2)
    except ValueError as error:
        frames = [[os.path.basename(frame.filename), frame.lineno, frame.name, frame.line] for frame in traceback.extract_tb(error.__traceback__)]
        text = traceback.format_exc()
    try:
        caret({"a": {"b": 1}})
    except KeyError as error:
        pointed = [line for line in traceback.format_exception(error)[-2].splitlines()]
    try:
        exec(compile("x = 1\ny = x / 0\n", "<generated>", "exec"))
    except ZeroDivisionError as error:
        generated = [[frame.filename, frame.lineno] for frame in traceback.extract_tb(error.__traceback__)][-1]
    made = "def made():\n    raise KeyError('made')\n"
    linecache.cache["<made>"] = (len(made), None, made.splitlines(True), "<made>")
    namespace = {}
    exec(compile(made, "<made>", "exec"), namespace)
    try:
        namespace["made"]()
    except KeyError:
        shown = "raise KeyError('made')" in traceback.format_exc()
    return {
        "source": lines,
        "start": start,
        "class": inspect.getsource(Sample).splitlines()[0],
        "doc": inspect.getdoc(documented),
        "signature": [str(inspect.signature(documented)), [p.kind.name for p in inspect.signature(documented).parameters.values()], str(inspect.signature(Sample.method)), inspect.signature(documented).bind(1, 2, 3, c=4, d=5).arguments],
        "file": [os.path.basename(inspect.getsourcefile(documented)), os.path.basename(inspect.getfile(Sample)), inspect.getmodule(Sample).__name__, inspect.getmodulename("/x/y.py")],
        "frames": frames,
        "text": [line.strip() for line in text.splitlines() if "raised" in line or "ValueError" in line],
        "pointed": pointed[1:],
        "generated": generated,
        "shown": shown,
        "where": where(),
        "stack": Sample().method()[0],
        "line": linecache.getline(__file__, start).strip(),
        "members": [name for name, _ in inspect.getmembers(Sample, inspect.isfunction)],
        "kinds": [inspect.isclass(Sample), inspect.ismodule(os), inspect.isbuiltin(len), inspect.isgeneratorfunction(main), inspect.iscoroutinefunction(main), inspect.isabstract(Sample), inspect.isroutine(len)],
        "comment": inspect.getcomments(noted),
        "callargs": inspect.getcallargs(documented, 1, c=2),
        "closure": str(inspect.getclosurevars(where).globals.keys()),
        "static": inspect.getattr_static(Sample, "attribute"),
        "cleaned": inspect.cleandoc("  a\n    b\n  c"),
        "stack_text": "inspected_source.py" in "".join(traceback.format_stack()),
        "errors": [attempt(lambda: inspect.getsource(len)), attempt(lambda: inspect.getsource(int)).split(":")[0], attempt(lambda: inspect.signature(5))],
    }


# A comment above.
def noted(): ...


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition(", got")[0]
