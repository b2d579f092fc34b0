r"""What becomes of results that JSON does not know.

expect: {"tuple": [1, [2, 3]], "set": [1, 2, 3], "mixed": [1, "a"], "frozen": ["x"], "bytes": "aGkA/w==", "array": "YWI=", "date": "2024-02-29", "moment": "2024-02-29T01:02:03.000004+00:00", "clock": "01:02:03", "delta": 90061.5, "decimal": "1.50", "fraction": "1/3", "uuid": "00000000-0000-0000-0000-000000000005", "path": "/a/b", "enum": "red", "number": 2, "data": {"x": 1, "inner": {"x": 2, "inner": null}}, "named": [1, 2], "range": [0, 2, 4], "keys": {"1": "int", "null": "none", "true": "bool", "1.5": "float"}, "mapping": {"k": 1}, "ordered": {"b": 1, "a": 2}, "counter": {"a": 2}, "text": "é😀\u0000\"\\", "empty": [{}, [], "", null], "floats": [0.1, 1e+300, 5e-324, -0.0, 1.0], "ints": [9007199254740991, -9007199254740991], "bool": [true, false]}
"""

import collections
import datetime
import decimal
import enum
import fractions
import pathlib
import types
import uuid
from dataclasses import dataclass

from capsule import task


class Color(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    TWO = 2


@dataclass
class Data:
    x: int
    inner: "Data | None" = None


@task(name="main", compute="LOW", ram="64MB")
async def main():
    Pair = collections.namedtuple("Pair", "a b")
    return {
        "tuple": (1, (2, 3)),
        "set": {3, 1, 2},
        "mixed": {"a", 1},
        "frozen": frozenset("x"),
        "bytes": b"hi\x00\xff",
        "array": bytearray(b"ab"),
        "date": datetime.date(2024, 2, 29),
        "moment": datetime.datetime(2024, 2, 29, 1, 2, 3, 4, datetime.UTC),
        "clock": datetime.time(1, 2, 3),
        "delta": datetime.timedelta(days=1, hours=1, minutes=1, seconds=1.5),
        "decimal": decimal.Decimal("1.50"),
        "fraction": fractions.Fraction(1, 3),
        "uuid": uuid.UUID(int=5),
        "path": pathlib.PurePosixPath("/a/b"),
        "enum": Color.RED,
        "number": Number.TWO,
        "data": Data(1, Data(2)),
        "named": Pair(1, 2),
        "range": range(0, 6, 2),
        "keys": {1: "int", None: "none", 1.5: "float", "true": "bool"},
        "mapping": types.MappingProxyType({"k": 1}),
        "ordered": collections.OrderedDict(b=1, a=2),
        "counter": collections.Counter("aa"),
        "text": "é😀\0\"\\",
        "empty": [{}, [], "", None],
        "floats": [0.1, 1e300, 5e-324, -0.0, 1.0],
        "ints": [2**53 - 1, 1 - 2**53],
        "bool": [True, False],
    }
