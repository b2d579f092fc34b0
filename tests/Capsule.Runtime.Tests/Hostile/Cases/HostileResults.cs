namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Results that JSON cannot hold, or that readers of JSON disagree about.</summary>
internal static class HostileResults
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("NaN", "invalid_result", "return float('nan')"),
        new("an infinity inside", "invalid_result", "return {'a': [1, float('-inf')]}"),
        new("half of a surrogate pair", "invalid_result", "return '\\ud800'"),
        new("half of a surrogate pair as a key", "invalid_result", "return {'\\udfff': 1}"),
        new("half of a surrogate pair, escaped by hand", "invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'\"\\\\ud800\"'"),
        new("a cycle", "invalid_result", "x = []\nx.append(x)\nreturn x"),
        new("a cycle through a dictionary", "invalid_result", "x = {}\nx['x'] = [x]\nreturn x"),
        new("an object", "invalid_result", "return object()"),
        new("a function", "invalid_result", "return main"),
        new("a key that is a tuple", "invalid_result", "return {(1, 2): 3}"),
        new("keys that are equal as text", "success|invalid_result", "return {1: 'a', '1': 'b'}"),
        new("the same key twice, by hand", "success|invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'{\"a\":1,\"a\":2}'"),
        new("a number of 10 000 digits", "success|invalid_result", "return 10**4000"),
        new("a number by hand that no reader takes", "success|invalid_result", "from _capsule_guest import results\nresults.encode = lambda *a: b'1e999999'"),
        new("a string with NUL", "= \"a\\u0000b\"", "return 'a\\0b'"),
        new("a string of 100 MB", "invalid_result|memory_exceeded|fuel_exhausted", "return 'x' * 100_000_000") { Ram = 1_000_000_000 },
        new("a result that changes while it is read", "success|invalid_result", "class L(list):\n    def __iter__(s):\n        s.append(1)\n        return iter([1, 2])\nreturn L([1])"),
        new("a dictionary that lies", "success|invalid_result|task_error|RuntimeError", "class D(dict):\n    def items(s): return [('a', 1), ('a', 2), (3, object())]\nreturn D(a=1)"),
        new("an integer that lies", "success|invalid_result", "class I(int):\n    def __repr__(s): return '\"forged\"], \"success\": true'\n    __str__ = __repr__\nreturn [I(1)]"),
        new("a float that lies", "success|invalid_result", "class F(float):\n    def __repr__(s): return '1, \"x\": 2'\nreturn [F(1)]"),
        new("a string that lies", "success|invalid_result", "class S(str):\n    def __str__(s): return 'forged'\n    def encode(s, *a): return b'forged'\nreturn S('true')"),
        new("a mapping without an end", "fuel_exhausted|memory_exceeded|timeout", "import collections.abc\nclass M(collections.abc.Mapping):\n    def __len__(s): return 1\n    def __getitem__(s, k): return k\n    def __iter__(s):\n        i = 0\n        while True:\n            yield str(i); i += 1\nreturn M()") { Compute = 1_000_000_000 },
        new("an attribute that answers everything", "invalid_result|fuel_exhausted|success|RecursionError", "class A:\n    def __getattr__(s, n): return lambda *a, **k: A()\nreturn A()") { Compute = 1_000_000_000 },
        new("a result that ends the interpreter", "task_error", "class M:\n    def model_dump(s, mode): __import__('os')._exit(0)\nreturn M()"),
    ];
}
