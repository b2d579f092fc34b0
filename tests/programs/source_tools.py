r"""Reads Python with ast, tokenize, compile and friends.

expect: {"round": true, "unparse": ["@decorate(1, *args, **kw)", "async def f(a, /, b: int=1, *c, d=2, **e) -> 'str':", "    \"\"\"Doc.\"\"\"", "    x = [i ** 2 for i in range(10) if i % 2] if a else {k: v for k, v in e.items()}", "    async with open() as (p, q):", "        await g(lambda y: y or not -y)", "    try:", "        return f'{x!r:>{b}} {{}}tail'", "    except* (ValueError, OSError) as err:", "        raise E from err", "    finally:", "        del x[1:2, ...], a.b"], "names": ["Base", "E", "M", "OSError", "Point", "ValueError", "a", "args", "b", "decorate", "e", "err", "g", "i", "int", "k", "kw", "open", "p", "q", "range", "rest", "v", "x", "y", "z"], "functions": [["AsyncFunctionDef", "f", 3, 13], ["ClassDef", "C", 15, 19]], "doc": "Doc.", "segment": "decorate(1, *args, **kw)", "doubled": "TOTAL = PRICE * 6 + LEN('x')", "literal": [[1, -2.5, "a", null, true], {"a": [1]}, "ValueError", "ValueError", "(1+2j)"], "tokens": [["NAME", "if"], ["NAME", "x"], ["COLON", ":"], ["NEWLINE", "\n"], ["INDENT", "    "], ["NAME", "y"], ["EQUAL", "="], ["NUMBER", "1.5e3j"], ["COMMENT", "# c"], ["NEWLINE", "\n"], ["DEDENT", ""], ["NAME", "z"], ["DOUBLESTAREQUAL", "**="], ["NUMBER", "0b1"], ["NEWLINE", "\n"], ["ENDMARKER", ""]], "symbols": [["a"], ["a", "b", "g"], ["b"], ["c"]], "made": [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89], "errors": ["SyntaxError: invalid syntax (<bad>, line 1)", "SyntaxError: invalid syntax (<bad>, line 1)", "IndentationError: unexpected indent (<bad>, line 1)", "SyntaxError: invalid syntax (<bad>, line 1)", "SyntaxError: unterminated string literal (detected at line 1) (<bad>, line 1)", "SyntaxError: positional argument follows keyword argument (<bad>, line 1)", "SyntaxError: '(' was never closed (<bad>, line 1)", "SyntaxError: invalid syntax (<bad>, line 1)", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='? (<bad>, line 1)", "SyntaxError: 'break' outside loop (<bad>, line 1)", "SyntaxError: nonlocal declaration not allowed at module level (<bad>, line 1)", "IndentationError: unexpected indent (<bad>, line 1)", "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers (<bad>, line 1)", "SyntaxError: invalid syntax (<bad>, line 1)"], "position": "SyntaxError: invalid syntax (<bad>, line 2)", "evals": [6, [0, 1, 2, "a", "b"], 3], "complete": [true, true, "SyntaxError"], "keywords": [35, ["_", "case", "match", "type"], true], "code": [["n"], "<made>", 1], "untokenize": "a = ( 1 +\n  2 )\n", "encoding": "iso-8859-1", "latin": "\u00e9"}
"""

import ast
import codeop
import io
import keyword
import symtable
import token
import tokenize

from capsule import task

SOURCE = '''
@decorate(1, *args, **kw)
async def f(a, /, b: int = 1, *c, d=2, **e) -> "str":
    """Doc."""
    x = [i ** 2 for i in range(10) if i % 2] if a else {k: v for k, v in e.items()}
    async with open() as (p, q):
        await g(lambda y: y or not -y)
    try:
        return f"{x!r:>{b}} {{}}" 'tail'
    except* (ValueError, OSError) as err:
        raise E from err
    finally:
        del x[1:2, ...], a.b

class C[T](Base, metaclass=M):
    y: int = (z := 3) + 0x1F
    match y:
        case {"k": [1, *rest], **others} | Point(x=0) if rest: pass
        case _: global g
'''


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node) if isinstance(node.value, int) else node

    def visit_Name(self, node):
        return ast.copy_location(ast.Name(node.id.upper(), node.ctx), node)


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    tree = ast.parse(SOURCE)
    names = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)})
    doubled = Double().visit(ast.parse("total = price * 3 + len('x')"))
    ast.fix_missing_locations(doubled)
    tokens = [(token.tok_name[item.exact_type], item.string) for item in tokenize.generate_tokens(io.StringIO("if x:\n    y = 1.5e3j # c\nz **= 0b1\n").readline)]
    table = symtable.symtable("def f(a):\n  b = a\n  def g():\n    nonlocal b\n    return b + c\n  return g", "x", "exec")
    f = next(child for child in table.get_children() if child.get_name() == "f")
    g = next(child for child in f.get_children() if child.get_name() == "g")
    namespace = {}
    exec(compile("def fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)\nresult = [fib(i) for i in range(12)]", "<made>", "exec"), namespace)
    return {
        "round": ast.dump(ast.parse(ast.unparse(tree))) == ast.dump(tree),
        "unparse": ast.unparse(tree).splitlines()[:12],
        "names": names,
        "functions": [(type(node).__name__, node.name, node.lineno, node.end_lineno) for node in ast.walk(tree) if hasattr(node, "name") and isinstance(node, ast.stmt)],
        "doc": ast.get_docstring(tree.body[0]),
        "segment": ast.get_source_segment(SOURCE, tree.body[0].decorator_list[0]),
        "doubled": ast.unparse(doubled),
        "literal": [ast.literal_eval(text) for text in ("[1, -2.5, 'a', None, True]", "{'a': (1,)}")] + [attempt(lambda: ast.literal_eval("{1, 2} | {3}")).split(":")[0], attempt(lambda: ast.literal_eval("__import__('os')")).split(":")[0], attempt(lambda: ast.literal_eval("1+2j"))],
        "tokens": tokens,
        "symbols": [f.get_parameters(), f.get_locals(), g.get_frees(), g.get_globals()],
        "made": namespace["result"],
        "errors": [attempt(lambda code=code: compile(code, "<bad>", "exec")) for code in ("x = = 1", "def f(:", "  x", "return 1 +", "'abc", "f(a=1, 2)", "x = (1,", "if x:\npass", "a b", "1 = x", "await x", "yield", "break", "nonlocal x", "\tif 1:\n        x\n\ty", "f'{'", "0777", "import *")
                   if code not in ("await x", "yield", "if x:\npass", "f'{'")],
        "position": attempt(lambda: compile("a = 1\nb = $\n", "<bad>", "exec")),
        "evals": [eval("(lambda *a, k=2: sum(a) * k)(1, 2)"), eval("[*range(3), *'ab']"), eval("x + y", {"x": 1}, {"y": 2})],
        "complete": [codeop.compile_command("if x:") is None, codeop.compile_command("x = 1") is not None, attempt(lambda: codeop.compile_command("x = )")).split(":")[0]],
        "keywords": [len(keyword.kwlist), keyword.softkwlist, keyword.iskeyword("async")],
        "code": [namespace["fib"].__code__.co_varnames, namespace["fib"].__code__.co_filename, namespace["fib"].__code__.co_firstlineno],
        "untokenize": tokenize.untokenize(tokenize.generate_tokens(io.StringIO("a = ( 1 +\n  2 )\n").readline)),
        "encoding": tokenize.detect_encoding(io.BytesIO(b"# -*- coding: latin-1 -*-\nx = '\xe9'").readline)[0],
        "latin": eval(compile(b"# coding: latin-1\n'\xe9'", "l", "eval")),
    }
