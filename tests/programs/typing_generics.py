r"""Type hints at run time: PEP 695, protocols, TypedDict and the rest.

expect: {"alias": ["Pair", "Pair[str]", "tuple[A, B]", ["A", "B"], "<class 'int'>", "int | list[Tree]"], "stack": [["1", "2", "3"], "typing_generics.Stack[int]", [5], ["T", "Ts", "P"], "(<class 'int'>, <class 'str'>)", "(typing.Generic[T],)"], "protocol": [true, false, "TypeError: Protocols cannot be instantiated"], "typed": [{"title": "x", "year": 1}, ["title"], ["rating", "year"], false, "TypeError: TypedDict does not support instance and class checks", ["rating"]], "named": [["a", 3], "b#4", {"id": 3}, "int"], "hints": {"k": "typing.Annotated[int, 'meta']"}, "args": ["<class 'dict'>", "(<class 'str'>, list[int])", "([<class 'int'>], <class 'str'>)", ["a", 1], "True"], "subscripts": ["list[int]", "tuple[int, ...]", "typing.Callable[..., typing.Any]", "typing.Annotated[int, 5]", "collections.abc.Mapping[str, int]", "typing.Literal['x']", "type[int]", "typing_generics.Old[float]"], "unions": [true, true, true, "int | None"], "calls": [1, 9, "log!", "aa", 5, 5, "derived", true, 3, "T"], "never": "AssertionError: Expected code to be unreachable, but got: 3", "errors": ["[1, 'a']", "TypeError", "TypeError: isinstance() argument 2 cannot be a parameterized generic", "TypeError"], "overloads": 2, "abc": [true, true, true, true, true], "checking": false, "annotations": "none"}
"""

import collections.abc
import typing
from typing import Annotated, Any, Callable, Concatenate, Final, Generic, Literal, NamedTuple, NewType, Optional, ParamSpec, Protocol, Self, TypedDict, TypeVar, Union, assert_never, cast, get_args, get_origin, get_type_hints, overload, override, runtime_checkable

from capsule import task

type Pair[A, B = int] = tuple[A, B]
type Tree = int | list[Tree]
UserId = NewType("UserId", int)


class Stack[T]:
    def __init__(self, *items: T) -> None:
        self.items = list(items)

    def push(self, item: T) -> Self:
        self.items.append(item)
        return self

    def map[U](self, function: Callable[[T], U]) -> "Stack[U]":
        return Stack(*map(function, self.items))


class Bounded[T: (int, str), *Ts, **P]:
    pass


@runtime_checkable
class Closeable(Protocol):
    name: str

    def close(self) -> None: ...


class File:
    name = "f"

    def close(self): pass


class Movie(TypedDict, total=False):
    title: typing.Required[str]
    year: int
    rating: typing.ReadOnly[float]


class Employee(NamedTuple):
    name: str
    id: int = 3

    def badge(self):
        return f"{self.name}#{self.id}"


T = TypeVar("T", bound=float)
P = ParamSpec("P")


class Old(Generic[T]):
    def get(self, x: Optional[T], *, k: Annotated[int, "meta"] = 1) -> Union[str, None, list["Old"]]: ...


def first[T](items: collections.abc.Sequence[T], default: T | None = None) -> T | None:
    return items[0] if items else default


def logged(function: Callable[Concatenate[str, P], T]) -> Callable[P, T]:
    return lambda *a, **k: function("log", *a, **k)


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return x * 2


class Base:
    limit: Final = 3

    def go(self): return "base"


class Derived(Base):
    @override
    def go(self): return "derived"


def depth(tree: Tree) -> int:
    return 0 if isinstance(tree, int) else 1 + max(map(depth, tree), default=0)


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="LOW")
def main():
    return {
        "alias": [Pair.__name__, str(Pair[str]), str(Pair.__value__), [p.__name__ for p in Pair.__type_params__], str(Pair.__type_params__[1].__default__), str(Tree.__value__)],
        "stack": [Stack(1, 2).push(3).map(str).items, str(Stack[int]), Stack[int](5).items, [str(p) for p in Bounded.__type_params__], str(Bounded.__type_params__[0].__constraints__), str(Stack[int].__origin__.__orig_bases__)],
        "protocol": [isinstance(File(), Closeable), isinstance(3, Closeable), attempt(lambda: Closeable())],
        "typed": [Movie(title="x", year=1), sorted(Movie.__required_keys__), sorted(Movie.__optional_keys__), Movie.__total__, attempt(lambda: isinstance({}, Movie)), sorted(Movie.__readonly_keys__)],
        "named": [Employee("a"), Employee("b", 4).badge(), Employee._field_defaults, Employee.__annotations__["id"].__name__],
        "hints": {name: str(hint) for name, hint in get_type_hints(Old.get).items() if name not in ("return", "x")} | {"k": str(get_type_hints(Old.get, include_extras=True)["k"])},
        "args": [str(get_origin(dict[str, list[int]])), str(get_args(dict[str, list[int]])), str(get_args(Callable[[int], str])), get_args(Literal["a", 1]), str(get_origin(int | str) is not None)],
        "subscripts": [str(list[int]), str(tuple[int, ...]), str(Callable[..., Any]), str(Annotated[int, 5]), str(collections.abc.Mapping[str, int]), str(Literal["x"]), str(type[int]), str(Old[float])],
        "unions": [isinstance(1, int | str), isinstance(None, int | None), (int | str) == (str | int), str(int | None)],
        "calls": [first([1, 2]), first([], 9), logged(lambda prefix, x: prefix + x)("!"), double("a"), UserId(5), cast(str, 5), Derived().go(), Derived.go.__override__, depth([1, [2, [3]]]), first.__type_params__[0].__name__],
        "never": attempt(lambda: assert_never(3)),
        "errors": [attempt(lambda: list[int]([1, "a"])), attempt(lambda: Old[int, str])[:9], attempt(lambda: isinstance([], list[int])), attempt(lambda: Literal["a"]("b"))[:9]],
        "overloads": len(typing.get_overloads(double)),
        "abc": [isinstance({}.keys(), collections.abc.Set), issubclass(str, collections.abc.Sequence), isinstance((x for x in ()), collections.abc.Generator), isinstance(first, collections.abc.Callable), hasattr(collections.abc, "Buffer") and isinstance(b"", collections.abc.Buffer)],
        "checking": typing.TYPE_CHECKING,
        "annotations": {k: str(v) for k, v in double.__annotations__.items()} or "none",
    }
