r"""Enumerations and flags.

expect: {"color": ["<Color.RED: 1>", "Color.GREEN", "RED", 2, true, ["RED", "GREEN", "CRIMSON"], ["RED", "GREEN"], "RED", "#ffff", 2, true, true, false], "errors": ["ValueError: 9 is not a valid Color", "KeyError: 'x'", "ValueError: duplicate values found in <enum 'Bad'>: B -> A", "ValueError: invalid enum 'Bad': missing values 2", "AttributeError: cannot reassign member 'RED'", "TypeError: '<' not supported between instances of 'Color' and 'Color'", "AttributeError: 'dict' object has no attribute '_member_names'"], "planet": [9.8027, [6.421e+23, 3397200.0]], "perm": ["<Perm.R|X: 5>", "<Perm.W|X: 3>", "<Perm: 0>", true, ["R", "W"], "Perm.W", false, "ValueError: <flag 'Perm'> invalid value 16"], "size": ["small", "  Large", true, "SMALL", "<Size.SMALL: 'small'>"], "level": [true, 15, "20", "[10, {\"20\": 1}]", [10, 15, 20], 20, "<Level.HIGH: 20>"], "bits": [9, "<Bits.A|B: 3>", "<Bits.A|8: 9>", 3, 1], "operation": [5, 42], "shouting": ["HEY!", "YOU!!"], "functional": [[5, 6], "<N.A: 1>"], "pickle": [true, true, true, true], "result": {"a": 2, "b": 20, "c": "Large", "d": 6, "e": [1]}, "hash": 1, "str": "RED"}
"""

import enum
import json
import pickle
from enum import CONTINUOUS, UNIQUE, Enum, Flag, IntEnum, IntFlag, StrEnum, auto, member, nonmember, property, unique, verify

from capsule import task


class Color(Enum):
    RED = 1
    GREEN = auto()
    CRIMSON = RED
    _ignore_ = ["x"]

    @classmethod
    def _missing_(cls, value):
        return cls.RED if value == "rot" else None

    @property
    def hex(self):
        return "#" + "ff" * self.value


class Planet(Enum):
    EARTH = (5.976e24, 6.37814e6)
    MARS = (6.421e23, 3.3972e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def gravity(self):
        return round(6.67300e-11 * self.mass / self.radius**2, 4)


class Perm(Flag):
    R, W, X = 4, 2, 1
    RW = R | W


class Size(StrEnum):
    SMALL = auto()
    BIG = "Large"


class Level(IntEnum):
    LOW = 10
    HIGH = 20


class Bits(IntFlag):
    A = auto()
    B = auto()


class Operation(Enum):
    ADD = member(staticmethod(lambda a, b: a + b))
    helper = nonmember(42)

    def __call__(self, *args):
        return self.value(*args)


class Shouting(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.upper() + "!" * (count + 1)

    hey = auto()
    you = auto()


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def bad_unique():
    @unique
    class Bad(Enum):
        A = 1
        B = 1


def bad_verify():
    @verify(UNIQUE, CONTINUOUS)
    class Bad(Enum):
        A = 1
        B = 3


@task(name="main", compute="LOW", ram="64MB")
def main():
    return {
        "color": [repr(Color.RED), str(Color.GREEN), Color(1).name, Color["GREEN"].value, Color.CRIMSON is Color.RED, list(Color.__members__), [c.name for c in Color], Color("rot").name, Color.GREEN.hex, len(Color), Color.RED in Color, 1 in Color, 5 in Color],
        "errors": [attempt(lambda: Color(9)), attempt(lambda: Color["x"]), attempt(bad_unique), attempt(bad_verify), attempt(lambda: setattr(Color, "RED", 2)), attempt(lambda: Color.RED < Color.GREEN), attempt(lambda: Enum("E", "A B") and type("Sub", (Color,), {}))],
        "planet": [Planet.EARTH.gravity, Planet.MARS.value],
        "perm": [repr(Perm.R | Perm.X), repr(~Perm.R), repr(Perm(0)), Perm.R in Perm.RW, [p.name for p in Perm.RW], str(Perm.RW ^ Perm.R), bool(Perm.R & Perm.W), attempt(lambda: Perm(16)).splitlines()[0]],
        "size": [Size.SMALL, f"{Size.BIG:>7}", Size.BIG == "Large", Size("small").upper(), repr(Size.SMALL)],
        "level": [Level.LOW < Level.HIGH, Level.LOW + 5, f"{Level.HIGH}", json.dumps([Level.LOW, {Level.HIGH: 1}]), sorted([Level.HIGH, 15, Level.LOW]), max(Level), repr(Level(20))],
        "bits": [Bits.A | 8, repr(Bits.A | Bits.B), repr(Bits(9)), (Bits.A | Bits.B).value, Bits.A.bit_count()],
        "operation": [Operation.ADD(2, 3), Operation.helper],
        "shouting": [item.value for item in Shouting],
        "functional": [[item.value for item in Enum("Animal", "ANT BEE", start=5)], repr(IntEnum("N", {"A": 1}).A)],
        "pickle": [pickle.loads(pickle.dumps(item)) is item for item in (Color.RED, Perm.RW, Size.BIG, Level.LOW)],
        "result": {"a": Color.GREEN, "b": Level.HIGH, "c": Size.BIG, "d": Perm.RW, "e": [Bits.A]},
        "hash": {Color.RED: 1}[Color.CRIMSON],
        "str": enum.global_str(Color.RED),
    }
