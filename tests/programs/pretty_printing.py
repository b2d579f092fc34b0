r"""pprint, reprlib, and how things look as text.

expect: {"pretty": "{'bytes': b'\\x00\\xff\\x00\\xff\\x00\\xff\\x00\\xff'\n          b'\\x00\\xff\\x00\\xff\\x00\\xff\\x00\\xff'\n          b'\\x00\\xff\\x00\\xff\\x00\\xff\\x00\\xff'\n          b'\\x00\\xff\\x00\\xff\\x00\\xff\\x00\\xff'\n          b'\\x00\\xff\\x00\\xff\\x00\\xff\\x00\\xff',\n 'name': 'Ada Lovelace',\n 'nested': {'a': {1, 2, 3},\n            'b': [1,\n                  {'c': ('x',\n                         'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')}]},\n 'none': None,\n 'numbers': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,\n             14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,\n             26, 27, 28, 29],\n 'text': 'word word word word word word word word word '\n         'word word word word word word word word word '\n         'word word word word word word word word word '\n         'word word word '}\n", "depth": "{'a': {'b': {...}}}", "options": ["123_456_789", "[1,\n 1,\n 1]", "Address(street='x', tags=[1])", false, true], "collections": ["OrderedDict({'a': 1})", "Counter({'a': 2, 'b': 1})", "namespace(a=1)", "{'a': 1})", "(1,)", "set()"], "short": ["[0, 1, 2, ...]", "'a l...deed'", "{0, 1, 2, 3, 4, 5, ...}", "{0: 0, 1: 1, 2: 2, 3: 3, ...}", "'xxxxxxxxxxxx...xxxxxxxxxxxxx'", "100000000000000000...0000000000000000000"], "reprs": ["1.0", "1e+100", "100000000000000000000", "\"it's\"", "'say \"hi\"'", "'both \\'\"'", "'\\n\\t\\\\\\x00\\x7f'", "b\"\\n\\xff'\"", "(1,)", "[]", "{}", "set()", "frozenset({1})", "range(0, 3)", "slice(1, None, None)", "Ellipsis", "None", "True", "1j", "-0.0", "Own()", "[Own()]", "b'\\xc3\\xa9\\xe2\\x80\\x8b\\xf0\\x9f\\x98\\x80?'", "bytearray(b'x')", "Exception('a', 1)", "ValueError()", "KeyError('k')", "<class 'type'>", "<class 'int'>", "<built-in function print>", "<built-in function len>", "'k'", "('a', 1)", "b'x'", "<class 'str'>", "None", "[1, 'a']", "[1.0]"], "cycle": ["[1, [...]]", "{'me': {...}}"], "string": ["abc", "0123456789", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "20090a0d0b0c", "0123456789abcdefABCDEF", 100], "functions": ["main", true, "Address(street='s', tags=[])", true, true]}
stdout: "a|1|None|[1.0]!\n0 1 2\nno end\nb'x' \u00e9\ud83d\ude00 \t. \"q\"\n{'z': 1, 'a': 2}\n"
"""

import collections
import io
import pprint
import reprlib
import string
import types
from dataclasses import dataclass

from capsule import task


@dataclass
class Address:
    street: str
    tags: list


class Own:
    def __repr__(self): return "Own()"


@task(name="main", compute="LOW", ram="64MB")
def main():
    data = {"name": "Ada Lovelace", "numbers": list(range(30)), "nested": {"b": [1, {"c": ("x", "y" * 40)}], "a": {3, 1, 2}}, "text": "word " * 30, "bytes": b"\x00\xff" * 20, "none": None}
    cycle = [1]
    cycle.append(cycle)
    stream = io.StringIO()
    pprint.pprint(data, stream=stream, width=60, compact=True, sort_dicts=True)
    short = reprlib.Repr()
    short.maxlist = 3
    short.maxstring = 12
    print("a", 1, None, [1.0], sep="|", end="!\n")
    print(*range(3))
    print("no end", end="")
    print()
    print(b"x", "é😀", "\t.", '"q"')
    pprint.pp({"z": 1, "a": 2})
    return {
        "pretty": stream.getvalue(),
        "depth": pprint.pformat({"a": {"b": {"c": 1}}}, depth=2),
        "options": [pprint.pformat(123456789, underscore_numbers=True), pprint.pformat([1] * 3, width=1), pprint.pformat(Address("x", [1])), pprint.isreadable(cycle), pprint.isrecursive(cycle)],
        "collections": [pprint.pformat(collections.OrderedDict(a=1)), pprint.pformat(collections.Counter("aab")), pprint.pformat(types.SimpleNamespace(a=1)), pprint.pformat(collections.defaultdict(int, a=1)).split(",")[1].strip(), pprint.pformat((1,)), pprint.pformat(set())],
        "short": [short.repr(list(range(10))), short.repr("a long string indeed"), reprlib.repr(set(range(100))), reprlib.repr({n: n for n in range(9)}), reprlib.repr("x" * 99), reprlib.repr(10**60)],
        "reprs": [repr(x) for x in (1.0, 1e100, 10**20, "it's", 'say "hi"', "both '\"", "\n\t\\\x00\x7f", b"\n\xff'", (1,), [], {}, set(), frozenset([1]), range(3), slice(1, None), ..., None, True, 1j, -0.0, Own(), [Own()], "é\u200b\U0001f600\ud800".encode("utf-8", "replace"), bytearray(b"x"), Exception("a", 1), ValueError(), KeyError("k"), type, int, print, len, "".join, range)][:-2] + [str(KeyError("k")), str(Exception("a", 1)), str(b"x"), repr(str), "%s" % (None,), str([1, "a"]), f"{[1.0]}"],
        "cycle": [repr(cycle), repr((d := {}, d.update(me=d))[0])],
        "string": [string.ascii_letters[:3], string.digits, string.punctuation, string.whitespace.encode().hex(), string.hexdigits, len(string.printable)],
        "functions": [main.__name__, repr(Address).endswith("Address'>"), Address.__repr__(Address("s", [])), repr(lambda: 0).startswith("<function main.<locals>.<lambda> at 0x"), object().__repr__().startswith("<object object at 0x")],
    }
