r"""exec, eval, compile and code made at run time.

expect: {"runs": [{"out": "total 45\n", "names": ["helper", "total"]}, {"error": "ValueError: bad", "line": 3, "out": "before\n"}, {"out": "4.0\n", "names": ["math", "values"]}, {"out": "generated [0, 1, 2]\n", "names": ["A"]}], "eval": [2, 3, "SyntaxError", "NameError: name '__import__' is not defined", ["a", "b"], 3], "console": ["10", "'ab'", "0", "1", "5", "  File \"<input>\", line 1", true, true], "trace": ["traced"], "function": [106, 103, "renamed", 7, "swapped"], "locals": ["a", "b"], "globals": [true, true, false, true], "exec_scope": [2, false], "import": ["os", "ImportError: cannot import name 'nope' from 'math'"], "type": [1, 2], "hooks": "'shown'\n", "patched": "fake x"}
"""

import builtins
import code
import contextlib
import io
import sys
import textwrap
import types

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def run(source, **names):
    out = io.StringIO()
    namespace = {"__name__": "generated", **names}
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(textwrap.dedent(source), "<agent>", "exec"), namespace)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}", "line": error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else None, "out": out.getvalue()}
    return {"out": out.getvalue(), "names": sorted(name for name in namespace if not name.startswith("__"))}


@task(name="main", compute="LOW")
def main():
    console_out = io.StringIO()
    console = code.InteractiveInterpreter({"x": 5})
    with contextlib.redirect_stdout(console_out), contextlib.redirect_stderr(console_out):
        for line in ("x * 2", "y = x", "'a' 'b'", "for i in range(2): print(i)\n", "print(y)"):
            console.runsource(line)
        console.runsource("1 /")
        console.runsource("1 / 0")
    calls = []
    sys.settrace(lambda frame, event, arg: calls.append(frame.f_code.co_name))
    traced()
    sys.settrace(None)
    function = types.FunctionType(next(c for c in compile("def f(a, b=2): return a + b + c", "<f>", "exec").co_consts if isinstance(c, types.CodeType)), {"c": 100}, "renamed", (5,))
    cell = (lambda x: lambda: x)(7)
    replaced = traced.__code__.replace(co_consts=tuple("swapped" if c == "original" else c for c in traced.__code__.co_consts))
    return {
        "runs": [
            run("""
                total = sum(range(10))
                print("total", total)
                def helper(): return total
            """),
            run("print('before')\nx = 1\nraise ValueError('bad')\n"),
            run("import math\nprint(math.sqrt(values[1]))", values=[1, 16]),
            run("class A:\n    def go(self): return __name__\nprint(A().go(), [x for x in range(3)])"),
        ],
        "eval": [eval("1 + 1"), eval("a + b", {"a": 1}, {"b": 2}), attempt(lambda: eval("import os")).split(":")[0], attempt(lambda: eval("__import__('math').pi", {"__builtins__": {}})), eval("[x for x in y]", {"y": "ab"}), eval(compile("x", "", "eval"), {"x": 3})],
        "console": console_out.getvalue().splitlines()[:6] + ["SyntaxError" in console_out.getvalue(), "ZeroDivisionError" in console_out.getvalue()],
        "trace": calls[:1],
        "function": [function(1), function(1, 2), function.__name__, cell.__closure__[0].cell_contents, types.FunctionType(replaced, globals())()],
        "locals": local_names(1),
        "globals": ["main" in globals(), globals()["__name__"] == __name__, "attempt" in dir(), vars(builtins)["len"] is len],
        "exec_scope": exec_scope(),
        "import": [__import__("os.path").__name__, attempt(lambda: exec("from math import nope")).split(" (")[0]],
        "type": [type("T", (), {"x": 1, "get": lambda self: self.x})().get(), types.new_class("N", (list,), {}, lambda ns: ns.update(y=2)).y],
        "hooks": display_hook(),
        "patched": patched(),
    }


def traced():
    return "original"


def local_names(a):
    b = 2
    return sorted(locals())


def exec_scope():
    namespace = {}
    exec("x = 1\ndef f():\n    return x", namespace)
    exec("x = 2", namespace)
    return [namespace["f"](), "x" in globals()]


def display_hook():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        sys.displayhook(None)
        sys.displayhook("shown")
    del builtins._
    return out.getvalue()


def patched():
    old = builtins.open
    builtins.open = lambda name: io.StringIO("fake " + name)
    try:
        return open("x").read()
    finally:
        builtins.open = old
