r"""Dataclasses in all their variants.

expect: {"money": [{"amount": 7, "currency": "EUR"}, "Money(amount=1, currency='EUR')", true, "EUR", true, "ValueError: EUR is not USD"], "frozen": ["FrozenInstanceError", true, false, ["amount", "currency"]], "shapes": [{"name": "c", "tags": ["x"], "radius": 1.5}, "Circle(name='c', radius=1.5)", 7.068583, {"name": "b", "tags": [], "width": 2, "height": 3, "size": 60}, "Box(name='b', width=2, height=3, size=60)", 2, true, "NotImplementedError: "], "asdict": [{"value": 1, "next": {"value": 2, "next": {"value": 3, "next": null}}}, [1, "EUR"], "{\"name\": \"c\", \"radius\": 1.5, \"tags\": [\"x\"]}"], "replace": [{"amount": 5, "currency": "EUR"}, "Circle(name='d', radius=1.5)", {"amount": 7, "currency": "EUR"}, true], "fields": [["name", true, true], ["tags", true, true], ["width", false, true], ["height", false, true], ["size", true, false]], "made": ["Made(x=1, y=5)", 6, "TypeError: Made.__init__() missing 1 req"], "errors": [" missing 1 required keyword-only argument: 'name'", "ValueError", "TypeError: non-default argument 'y' follows default argument 'x'", "TypeError"], "versions": ["1.2.3", "1.9", "1.10", "2", true], "matched": [1, 2, 3], "recursive": "N(value=1, next=...)", "hash": true}
"""

import copy
import json
from dataclasses import KW_ONLY, FrozenInstanceError, InitVar, asdict, astuple, dataclass, field, fields, make_dataclass, replace
from functools import total_ordering
from math import pi
from typing import ClassVar

from capsule import task


@dataclass(frozen=True, slots=True, order=True)
class Money:
    amount: int
    currency: str = "EUR"

    def __add__(self, other):
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} is not {other.currency}")
        return Money(self.amount + other.amount, self.currency)


@dataclass(kw_only=True)
class Shape:
    name: str
    tags: list[str] = field(default_factory=list, compare=False, repr=False)
    count: ClassVar[int] = 0

    def __post_init__(self):
        Shape.count += 1

    def area(self) -> float:
        raise NotImplementedError


@dataclass
class Circle(Shape):
    radius: float

    def area(self):
        return round(pi * self.radius**2, 6)


@dataclass
class Box(Shape):
    width: float
    height: float
    _: KW_ONLY
    scale: InitVar[float] = 1
    size: float = field(init=False)

    def __post_init__(self, scale):
        super().__post_init__()
        self.size = self.width * self.height * scale


@total_ordering
@dataclass(eq=False)
class Version:
    text: str

    @property
    def parts(self):
        return tuple(map(int, self.text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


@dataclass(unsafe_hash=True, match_args=True, slots=True, weakref_slot=True)
class Node:
    value: int
    next: "Node | None" = None


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def frozen():
    Money(1).amount = 2


@task(name="main", compute="LOW")
def main():
    circle = Circle(1.5, name="c", tags=["x"])
    box = Box(2, 3, name="b", scale=10)
    made = make_dataclass("Made", [("x", int), ("y", int, field(default=5))], namespace={"sum": lambda self: self.x + self.y}, frozen=True)
    chain = Node(1, Node(2, Node(3)))
    match chain:
        case Node(first, Node(second, rest)):
            matched = [first, second, rest.value]
    return {
        "money": [Money(3) + Money(4), repr(Money(1)), Money(1) < Money(2), sorted([Money(2), Money(1, "USD"), Money(1)])[0].currency, hash(Money(1)) == hash(Money(1)), attempt(lambda: Money(1) + Money(1, "USD"))],
        "frozen": [attempt(frozen).split(":")[0], issubclass(FrozenInstanceError, AttributeError), hasattr(Money(1), "__dict__"), Money.__slots__],
        "shapes": [circle, repr(circle), circle.area(), box, repr(box), Shape.count, circle == Circle(1.5, name="c"), attempt(lambda: Shape(name="s").area())],
        "asdict": [asdict(chain), astuple(Money(1)), json.dumps(asdict(circle), sort_keys=True)],
        "replace": [replace(Money(1), amount=5), repr(replace(circle, name="d")), copy.copy(Money(7)), copy.deepcopy(chain) == chain],
        "fields": [[f.name, f.kw_only, f.init] for f in fields(Box)],
        "made": [repr(made(1)), made(1).sum(), attempt(lambda: made())[:40]],
        "errors": [attempt(lambda: Circle("c")).split("()")[-1], attempt(lambda: make_dataclass("Bad", [("x", int, []), ("y", list, field(default=[]))])).split(":")[0], attempt(lambda: make_dataclass("Bad", [("x", int, 1), ("y", int)])), attempt(lambda: fields(3)).split(":")[0]],
        "versions": [v.text for v in sorted(map(Version, ["1.10", "1.9", "1.2.3", "2"]))] + [Version("1.0") >= Version("0.9")],
        "matched": matched,
        "recursive": repr_of_cycle(),
        "hash": hash(Node(1)) == hash(Node(1)) and Node.__match_args__ == ("value", "next"),
    }


def repr_of_cycle():
    node = Node(1)
    node.next = node
    return repr(node).replace(Node.__qualname__, "N")
