import copy
import datetime
import decimal
import enum
import json
import pickle
import unittest
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

from capsule import (
    CellError, Envelope, InvalidResultError, ProgramError, SessionSync, TaskError, TaskLimitError, TaskPermissionError, TaskRaisedError,
    TaskTimeoutError, run_sync,
)
from capsule_run.typed import Mismatch, convert
from tests import CAPSULE


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    y: float = 0.0


@dataclass
class Shape:
    name: str
    points: list[Point]
    colour: Colour = Colour.RED
    tags: set[str] = field(default_factory=lambda: set[str]())
    next: "Shape | None" = None


class Pair(NamedTuple):
    a: int
    b: str


class Partial(TypedDict, total=False):
    x: int


@dataclass
class Even:
    n: int

    def __post_init__(self) -> None:
        if self.n % 2:
            raise ValueError("odd")


T = TypeVar("T")


@dataclass
class Box(Generic[T]):
    value: T
    more: list[T] | None = None


class ConversionTests(unittest.TestCase):
    def test_results_become_what_they_were_made_from(self) -> None:
        moment = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        for value, kind, expected in [
            (1, int, 1), (1, float, 1.0), (True, bool, True), ("a", str, "a"), (None, None, None), ({"a": [1]}, Any, {"a": [1]}),
            ([1, 2], list[int], [1, 2]), ([1, 2], tuple[int, ...], (1, 2)), ([1, "a"], tuple[int, str], (1, "a")),
            ([2, 1], set[int], {1, 2}), ([1], Sequence[int], [1]), ({"1": 2}, dict[int, float], {1: 2.0}), ({"a": 1}, Mapping[str, int], {"a": 1}),
            (None, int | None, None), (1, float | int, 1), ("a", Literal["a", "b"], "a"), ("red", Colour, Colour.RED),
            ({"x": 1, "later": 2}, Point, Point(1)), ([1, "b"], Pair, Pair(1, "b")), ({}, Partial, {}), ({"x": 1}, Partial, {"x": 1}),
            ({"name": "a", "points": [{"x": 1, "y": 2}], "next": {"name": "b", "points": [], "tags": ["t"]}}, Shape,
             Shape("a", [Point(1, 2.0)], next=Shape("b", [], tags={"t"}))),
            (moment.isoformat(), datetime.datetime, moment), (1.5, datetime.timedelta, datetime.timedelta(seconds=1.5)),
            ("1.10", decimal.Decimal, decimal.Decimal("1.10")), ("YWI=", bytes, b"ab"), (str(uuid.UUID(int=5)), uuid.UUID, uuid.UUID(int=5)),
            ({"n": 4}, Even | Point, Even(4)), ({"x": 3}, Even | Point, Point(3)), ([1], list, [1]), ({"a": 1}, dict, {"a": 1}),
            ({"value": {"x": 1}, "more": [{"x": 2}]}, Box[Point], Box(Point(1), [Point(2)])),
        ]:
            with self.subTest(kind=kind):
                converted = convert(value, kind)
                self.assertEqual(expected, converted)
                self.assertIs(type(expected), type(converted))

    def test_what_does_not_fit_is_named_with_its_place(self) -> None:
        for value, kind, message in [
            (True, int, "result: expected 'int', not True"), (1, bool, "result: expected 'bool', not 1"), ("1", float, "result: expected a number, not '1'"),
            ([1, "x"], list[int], "result[1]: expected 'int', not 'x'"), ({"a": None}, dict[str, int], "result['a']: expected 'int', not None"),
            ({}, Point, "result: 'x' of Point is missing"), ([1], Point, "result: expected a dict with the members of Point, not a list"),
            ({"name": "a", "points": [{"x": "1"}]}, Shape, "result.points[0].x: expected 'int', not '1'"),
            ([1], tuple[int, int], "result: expected 2 items, not a list"), ("blue", Colour, "result: 'blue' is no Colour: 'blue' is not a valid Colour"),
            ({"n": 3}, Even, "result: a dict is no Even: odd"), ("c", Literal["a", "b"], "result: expected one of ('a', 'b'), not 'c'"),
            ("x" * 200, int, "result: expected 'int', not '" + "x" * 80 + "'…"), ([[1]], set[Any], "result: unhashable type: 'list'"),
            ({"value": "a"}, Box[int], "result.value: expected 'int', not 'a'"),
            ("then", datetime.date, "result: 'then' is no date: Invalid isoformat string: 'then'"),
        ]:
            with self.subTest(message=message), self.assertRaises(Mismatch) as caught:
                convert(value, kind)
            self.assertEqual(message, str(caught.exception))

    def test_nesting_without_end_is_refused(self) -> None:
        deep: Any = {"name": "a", "points": []}
        for _ in range(3000):
            deep = {"name": "a", "points": [], "next": deep}
        with self.assertRaises(Mismatch):
            convert(deep, Shape)

    def test_a_type_that_no_result_can_have_is_the_callers_mistake(self) -> None:
        with self.assertRaisesRegex(TypeError, "no type that a result can be read as"):
            convert({}, complex)


class EnvelopeTests(unittest.TestCase):
    def run_source(self, source: str, **arguments: Any) -> Envelope:
        return run_sync(source=source, capsule_path=CAPSULE, **arguments)

    def test_the_result_comes_as_the_type_that_was_asked_for(self) -> None:
        envelope = run_sync(source="def main(n):\n    return {'x': n, 'y': 1}\n", args=[3], result_type=Point, capsule_path=CAPSULE)
        self.assertEqual({"x": 3, "y": 1}, envelope["result"])
        self.assertEqual(Point(3, 1.0), envelope.unwrap())
        self.assertEqual({"x": 3, "y": 1}, envelope.unwrap(Any))
        self.assertIs(envelope, envelope.raise_for_error())
        with self.assertRaisesRegex(InvalidResultError, r"main: invalid_result: result: expected 'int', not a dict"):
            envelope.unwrap(int)

    def test_the_envelope_is_a_dictionary_as_it_always_was(self) -> None:
        envelope = self.run_source("def main():\n    return 1\n")
        self.assertIsInstance(envelope, dict)
        self.assertEqual(dict(envelope), json.loads(json.dumps(envelope)))
        for same in (copy.copy(envelope), copy.deepcopy(envelope), pickle.loads(pickle.dumps(envelope))):
            self.assertEqual((envelope, 1), (same, same.unwrap()))
        self.assertEqual((True, 1, None, "main"), (envelope.success, envelope.result, envelope.error, envelope.execution["task_name"]))

    def test_each_kind_of_failure_has_its_exception(self) -> None:
        prelude = "from capsule import task\n@task(name='main', {})\ndef main():\n    {}\n"
        loop = prelude.format("compute='LOW'", "while True: pass")
        for source, kind, error_type in [
            ("def main():\n    1 / 0\n", TaskRaisedError, "task_error"),
            (loop, TaskLimitError, "fuel_exhausted"),
            (prelude.format("timeout='50ms', compute='HIGH'", "import time; time.sleep(30)"), TaskTimeoutError, "timeout"),
            (prelude.format("", "import urllib.request; urllib.request.urlopen('http://example.com')"), TaskPermissionError, "permission_denied"),
            ("def main():\n    return {1, object()}\n", InvalidResultError, "invalid_result"),
            ("def main(:\n", ProgramError, "build_error"),
        ]:
            with self.subTest(error_type=error_type):
                envelope = self.run_source(source)
                with self.assertRaises(kind) as caught:
                    envelope.unwrap()
                error = caught.exception
                assert isinstance(error, TaskError)
                self.assertEqual(error_type, error.error_type)
                self.assertIs(envelope, error.result)
        with self.assertRaises(TimeoutError):
            self.run_source(prelude.format("timeout='50ms', compute='HIGH'", "import time; time.sleep(30)")).raise_for_error()
        try:
            self.run_source("def main():\n    1 / 0\n").unwrap()
        except TaskRaisedError as error:
            self.assertEqual("ZeroDivisionError", error.exception)
            self.assertIn("line 2, in main", error.traceback or "")
        with self.assertRaises(ValueError):
            self.run_source("def main(): pass\n", task="other").unwrap()

    def test_values_of_cells_are_typed_too(self) -> None:
        with SessionSync(capsule_path=CAPSULE) as session:
            self.assertEqual(Point(1, 2.0), session.run("{'x': 1, 'y': 2}").unwrap(Point))
            self.assertIsNone(session.run("None").unwrap())
            with self.assertRaisesRegex(TypeError, "result: expected 'int', not 'a'"):
                session.run("'a'").unwrap(int)
            with self.assertRaisesRegex(CellError, "ZeroDivisionError"):
                session.run("1 / 0").unwrap()
            with self.assertRaisesRegex(CellError, "nothing that JSON can hold: <object object"):
                session.run("object()").unwrap()
