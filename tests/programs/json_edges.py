r"""JSON at its edges.

expect: {"numbers": ["0", "0", "-0.0", "1000.0", "0.01", "1.0", "12345678901234567890123", "inf", "1.0", "5e-324"], "constants": ["nan", "inf", "-inf"], "strings": ["\u00e9", "\ud83d\ude00", "\"\\/\b\f\n\r\t", "", "\u00e9\ud83d\ude00"], "lone": "'\\ud83d x \\ude00'", "dumps": ["\"\\u00e9\\ud83d\\ude00\\u2028\\u007f\\u0000\"", "1.0", "1e+16", "1e+22", "1e-07", "123456789.12345679", "-0.0", "1180591620717411303424", "true", "null", "{\"b\": 1, \"a\": [1, {\"c\": []}]}"], "options": ["{\n  \"a\": {},\n  \"b\": [\n    1,\n    2\n  ]\n}", "[\n\t1,\n\t{\n\t\t\"a\": 1\n\t}\n]", "{\"a\":1,\"b\":2}", "\"\u00e9\"", "{\"1\": 3, \"null\": 2, \"1.5\": 4}", "{\"a\": 1}", "[]", "{}"], "errors": ["JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", "JSONDecodeError: Expecting value: line 1 column 4 (char 3)", "JSONDecodeError: Expecting ':' delimiter: line 1 column 5 (char 4)", "JSONDecodeError: Expecting ',' delimiter: line 1 column 8 (char 7)", "JSONDecodeError: Expecting ',' delimiter: line 1 column 4 (char 3)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Extra data: line 1 column 2 (char 1)", "JSONDecodeError: Extra data: line 1 column 2 (char 1)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Invalid control character at: line 1 column 2 (char 1)", "JSONDecodeError: Invalid \\escape: line 1 column 2 (char 1)", "JSONDecodeError: Invalid \\uXXXX escape: line 1 column 3 (char 2)", "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", "JSONDecodeError: Extra data: line 1 column 4 (char 3)", "JSONDecodeError: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Unterminated string starting at: line 1 column 1 (char 0)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"], "failures": ["ValueError: Circular reference detected", "TypeError: Object of type set is not JSON serializ", "ValueError", "str, int, float, bool or None, not tuple"], "duplicate": {"a": 2}, "pairs": [["a", 1], ["a", 2]], "hooks": ["1.10", ["1", "2"], ["NaN!"], [["x", [["y", 1]]]]], "default": "{\"p\": {\"x\": 1, \"y\": 2}}", "depth": 199, "too_deep": "RecursionError", "bytes": [{"\u00e9": 1}, {"\u00e9": 1}, {"\u00e9": 1}, {"\u00e9": 1}], "raw": [[1, 2], 6], "stream": [{"a": 1}, [2], "x"], "iter": ["{", "\n ", "\"a\"", ": ", "[\n  1", ",\n  2", "\n ", "]", "\n", "}"], "strict": "a\tb", "big": 159430, "roundtrip": true}
"""

import json
import math
from decimal import Decimal

from capsule import task


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


def attempt(action):
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    cyclic = []
    cyclic.append(cyclic)
    deep = "[" * 200 + "]" * 200
    value = json.loads(deep)
    depth = 0
    while value:
        value = value[0]
        depth += 1
    too_deep = attempt(lambda: json.loads("[" * 200_000))
    return {
        "numbers": [repr(json.loads(text)) for text in ("0", "-0", "-0.0", "1e3", "1E-2", "1.0", "12345678901234567890123", "1e400", "0.1e1", "5e-324")],
        "constants": [repr(number) for number in json.loads("[NaN, Infinity, -Infinity]")],
        "strings": json.loads(r'["\u00e9", "\ud83d\ude00", "\"\\\/\b\f\n\r\t", "", "é😀"]'),
        "lone": ascii(json.loads(r'"\ud83d x \ude00"')),
        "dumps": [json.dumps(item) for item in ("é😀\u2028\x7f\x00", 1.0, 1e16, 1e22, 1e-7, 123456789.123456789, -0.0, 2**70, True, None, {"b": 1, "a": [1, {"c": ()}]})],
        "options": [
            json.dumps({"b": [1, 2], "a": {}}, indent=2, sort_keys=True), json.dumps([1, {"a": 1}], indent="\t"), json.dumps({"a": 1, "b": 2}, separators=(",", ":")),
            json.dumps("é", ensure_ascii=False), json.dumps({1: 1, None: 2, True: 3, 1.5: 4}), json.dumps({(1, 2): 3, "a": 1}, skipkeys=True), json.dumps([]), json.dumps({}, indent=1),
        ],
        "errors": [attempt(lambda text=text: json.loads(text)) for text in (
            "", "{", "[1,", '{"a"}', '{"a":1 "b":2}', "[1 2]", "nul", "01", "1.", "'a'", '"\n"', '"\\x"', '"\\u12"', "{1:2}", "[] []", "\ufeff1", "+1", ".5", '"abc', "tru", "- 1")],
        "failures": [attempt(lambda: json.dumps(cyclic)), attempt(lambda: json.dumps({1, 2}))[:50], attempt(lambda: json.dumps(math.nan, allow_nan=False)).split(":")[0], attempt(lambda: json.dumps({(1,): 1})).split(" be ")[1]],
        "duplicate": json.loads('{"a":1,"a":2}'),
        "pairs": json.loads('{"a":1,"a":2}', object_pairs_hook=list),
        "hooks": [str(json.loads("1.10", parse_float=Decimal)), json.loads("[1, 2]", parse_int=str), json.loads("[NaN]", parse_constant=lambda name: name + "!"),
                  json.loads('{"x": {"y": 1}}', object_hook=lambda obj: list(obj.items()))],
        "default": json.dumps({"p": Point(1, 2)}, default=vars),
        "depth": depth,
        "too_deep": too_deep.split(":")[0],
        "bytes": [json.loads('{"é": 1}'.encode(encoding)) for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-32-be")],
        "raw": json.JSONDecoder().raw_decode("[1, 2] tail"),
        "stream": [json.loads(line) for line in '{"a":1}\n[2]\n"x"\n'.splitlines()],
        "iter": list(json.JSONEncoder(indent=1).iterencode({"a": [1, 2]})),
        "strict": json.loads('"a\tb"', strict=False),
        "big": len(json.dumps([{"id": index, "name": f"n{index}", "v": index / 7} for index in range(3000)])),
        "roundtrip": all(json.loads(json.dumps(x)) == x for x in [0.1, 1 / 3, 2.0**-1074, 1.7976931348623157e308, 10**30, "\x00\ud800"]),
    }
