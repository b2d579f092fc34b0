r"""functools and operator.

expect: {"limited": [[1, 4, 2, 2], [1, 2, 3, 2], {"maxsize": 2, "typed": false}], "typed": ["int", "float", "bool", 3], "distance": [3, 5, true], "dispatch": ["number 5", "sequence of number 1, abstract 1, sequence of nothing", "abstract 4", "object <class ", true, "abstract 3", true], "method": ["str:x", "bool:True", "?", "color=red"], "costly": [5, 5, 6], "order": [true, true, 3, [1, 3]], "reduce": [16, 120, "TypeError: reduce() of empty iterable with no initial value", 5], "partial": [42, "functools.partial(<class 'int'>, base=2)", [2, 3], true, [3, 2, 1]], "cmp": ["a9", "b2", "b10"], "wrapped": ["wrapped", "Doc of wrapped.", true, "int"], "operator": [["b", "c"], [3.0, 4.0], "bbnbnb", true, "ab", 2, 2, false, 6, -4, [1, 2], 2, 1, "bc", "matmul", -5, -6], "sort": [{"n": "c", "v": 1}, {"n": "a", "v": 2}, {"n": "b", "v": 2}], "compose": "8!"}
"""

import functools
import operator
from collections.abc import Sequence
from functools import cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce, singledispatch, singledispatchmethod, total_ordering, wraps

from capsule import task

CALLS = []


@lru_cache(maxsize=2)
def limited(x):
    CALLS.append(x)
    return x * 10


@lru_cache(typed=True)
def typed(x):
    return type(x).__name__


@cache
def distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return distance(a[1:], b[1:])
    return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))


@singledispatch
def describe(value):
    return f"object {value!r}"


@describe.register
def _(value: int | float):
    return f"number {value}"


@describe.register(list)
@describe.register(tuple)
def _(value):
    return "sequence of " + ", ".join(map(describe, value))


@describe.register
def _(value: None.__class__):
    return "nothing"


@describe.register
def _(value: Sequence):
    return f"abstract {len(value)}"


class Formatter:
    @singledispatchmethod
    def show(self, value): return "?"

    @show.register
    def _(self, value: str): return f"str:{value}"

    @show.register
    def _(self, value: bool): return f"bool:{value}"

    def set(self, name, value): return f"{name}={value}"
    set_color = partialmethod(set, "color")

    @cached_property
    def costly(self):
        CALLS.append("costly")
        return len(CALLS)


@total_ordering
class Card:
    def __init__(self, rank): self.rank = rank
    def __eq__(self, other): return self.rank == other.rank
    def __lt__(self, other): return self.rank < other.rank


def trace(function):
    @wraps(function)
    def inner(*args): return function(*args)
    return inner


@trace
def wrapped(x: int) -> int:
    "Doc of wrapped."
    return x


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM", ram="64MB")
def main():
    for x in (1, 2, 1, 3, 2):
        limited(x)
    info = limited.cache_info()
    limited.cache_clear()
    formatter = Formatter()
    costly = [formatter.costly, formatter.costly]
    del formatter.costly
    costly.append(formatter.costly)
    double = partial(operator.mul, 2)
    nested = {"a": [{"b": 5}], "c": "x"}
    return {
        "limited": [list(info), CALLS[:4], limited.cache_parameters()],
        "typed": [typed(1), typed(1.0), typed(True), typed.cache_info().currsize],
        "distance": [distance("kitten", "sitting"), distance("intention", "execution"), distance.cache_info().hits > 0],
        "dispatch": [describe(5), describe([1, "a", (None,)]), describe("text"), describe(object)[:14], describe.dispatch(bool).__name__ == "_", describe(range(3)), int in describe.registry],
        "method": [formatter.show("x"), formatter.show(True), formatter.show(3), formatter.set_color("red")],
        "costly": costly,
        "order": [Card(1) < Card(2), Card(2) >= Card(2), max(Card(1), Card(3)).rank, [c.rank for c in sorted([Card(3), Card(1)])]],
        "reduce": [reduce(operator.add, [1, 2, 3], 10), reduce(lambda a, b: a * b, range(1, 6)), attempt(lambda: reduce(operator.add, [])), reduce(lambda d, k: d[k], ["a", 0, "b"], nested)],
        "partial": [double(21), repr(partial(int, base=2)), partial(partial(pow, 2), 3).args, double.func is operator.mul, partial(sorted, reverse=True)([1, 3, 2])],
        "cmp": sorted(["b10", "a9", "b2"], key=cmp_to_key(lambda a, b: (a[0] > b[0]) - (a[0] < b[0]) or int(a[1:]) - int(b[1:]))),
        "wrapped": [wrapped.__name__, wrapped.__doc__, wrapped.__wrapped__ is not wrapped, wrapped.__annotations__["x"].__name__],
        "operator": [operator.itemgetter(1, 2)("abc"), operator.attrgetter("real", "imag")(3 + 4j), operator.methodcaller("replace", "a", "b")("banana"), operator.contains([1], 1), operator.concat("a", "b"), operator.countOf([1, 2, 1], 1), operator.indexOf("abc", "c"), operator.truth([]), operator.xor(5, 3), operator.floordiv(-7, 2), operator.iadd([1], [2]), operator.length_hint(iter([1, 2])), operator.index(True), operator.itemgetter(slice(1, 3))("abcd"), operator.matmul.__name__, operator.neg(5), operator.inv(5)],
        "sort": sorted([{"n": "b", "v": 2}, {"n": "a", "v": 2}, {"n": "c", "v": 1}], key=operator.itemgetter("v", "n")),
        "compose": functools.reduce(lambda f, g: lambda x: g(f(x)), [double, str, lambda s: s + "!"])(4),
    }
