namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Recursion and other work that grows faster than what asks for it, in C as in Python.</summary>
internal static class Recursions
{
    private const string Caught = "RecursionError|SyntaxError|MemoryError|ValueError|task_error|stack_overflow|memory_exceeded|fuel_exhausted|success";

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Deep("a recursion limit without a limit", "import sys\nsys.setrecursionlimit(2**31 - 1)\ndef f(): return f()\nf()"),
        Deep("a recursion in C without a limit", "import sys\nsys.setrecursionlimit(2**31 - 1)\nclass A:\n    def __repr__(self): return repr(self)\nrepr(A())"),
        Deep("nested brackets that are compiled", "compile('(' * 10**6, '', 'eval')"),
        Deep("a sum of a million that is compiled", "compile('+'.join(['x'] * 10**6), '', 'eval')"),
        Deep("a syntax tree of its own", "import ast\nn = ast.Constant(1)\nfor _ in range(10**5): n = ast.UnaryOp(ast.USub(), n)\nreturn eval(compile(ast.fix_missing_locations(ast.Expression(n)), '', 'eval'))"),
        Deep("a syntax tree that is dumped", "import ast\nn = ast.Constant(1)\nfor _ in range(10**5): n = ast.UnaryOp(ast.USub(), n)\nreturn len(ast.dump(n))"),
        Deep("a deep format", "return len(('{' * 10**5 + '}' * 10**5).format(*range(10)))"),
        Deep("deep generators", "def g(n):\n    if n: yield from g(n - 1)\n    yield n\nimport sys\nsys.setrecursionlimit(10**9)\nreturn sum(g(10**5))"),
        Deep("iterators on iterators", "import itertools\ni = iter([1])\nfor _ in range(10**6): i = itertools.chain(i)\nreturn next(i)"),
        Deep("partials on partials", "import functools\nf = int\nfor _ in range(10**5): f = functools.partial(lambda g: g(), f)\nreturn f()"),
        Deep("a chain of weak references' ends", "class N:\n    pass\nx = None\nfor _ in range(10**6):\n    n = N(); n.x = x; x = n\ndel x, n"),
        Deep("dictionaries in dictionaries that are compared", "a, b = {}, {}\nfor _ in range(10**5): a, b = {1: a}, {1: b}\nreturn a == b"),
        Deep("a union of types", "t = int\nfor i in range(3000): t = t | type(f'T{i}', (), {})\nreturn hash(t)"),
        Deep("generic aliases", "t = int\nfor _ in range(10**5): t = list[t]\nreturn len(repr(t))"),
        Deep("a class without an end of bases", "c = object\nfor i in range(10**4): c = type('C', (c,), {})\nreturn len(c.__mro__)"),
        Deep("a subclass check that calls itself", "class M(type):\n    def __subclasscheck__(c, s): return issubclass(s, c)\nclass A(metaclass=M): pass\nissubclass(int, A)"),
        Deep("a pickle that is read", "import pickle\npickle.loads(b'(' * 10**6 + b'l.' )"),
        Deep("a pickle in Python", "import pickle\npickle._loads(b'\\x80\\x04' + b']' * 10**5 + b'a' * (10**5 - 1) + b'.')"),
        Deep("an exception while an exception is handled", "def f(n):\n    try: raise ValueError(n)\n    except ValueError:\n        f(n + 1)\nf(0)"),
        Deep("a group of exceptions", "e = ValueError()\nfor _ in range(10**5): e = ExceptionGroup('g', [e])\nraise e"),
        Deep("a group that is split", "e = ValueError()\nfor _ in range(10**5): e = ExceptionGroup('g', [e])\nreturn str(e.split(KeyError))[:9]"),
        Deep("a deep path", "import pathlib\np = pathlib.Path('/tmp')\nfor _ in range(10**4): p = p / 'd'\np.mkdir(parents=True)"),
        Deep("awaits on awaits", "import asyncio\nasync def f(n): return n and await f(n - 1)\nimport sys\nsys.setrecursionlimit(10**9)\nreturn asyncio.run(f(10**6))"),
        Deep("a regular expression of alternatives", "import re\nreturn bool(re.match('(x+x+)+y', 'x' * 60))"),
        Deep("a regular expression that repeats", "import re\nreturn bool(re.compile('(?:a?){60000}' * 20).match('a'))"),
        Deep("a number as text", "import sys\nsys.set_int_max_str_digits(0)\nreturn len(str(7 ** 10**8))"),
        Deep("text as a number", "import sys\nsys.set_int_max_str_digits(0)\nreturn int('7' * 10**7) > 0"),
        Deep("a hash that collides", "m = (1 << 61) - 1\nreturn len({k * ((1 << 31) - 1) for k in range(10**5)})"),
        Deep("a difference of texts", "import difflib\nreturn difflib.SequenceMatcher(None, 'ab' * 10**5, 'ba' * 10**5).ratio()"),
        Deep("a date without an end", "import calendar\nreturn len(list(calendar.Calendar().yeardatescalendar(1, 1)))"),
    ];

    private static HostileCase Deep(string name, string body) =>
        new("work by " + name, Caught, body) { Ram = 256_000_000, Compute = 3_000_000_000 };
}
