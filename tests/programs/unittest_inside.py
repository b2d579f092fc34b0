r"""Runs unit tests, doctests and mocks inside of a task.

expect: {"run": 8, "failures": [["TestThings.test_fails", "?      ^"], ["TestThings.test_sub (n=1)", "AssertionError: 1 == 1"]], "errors": [["TestThings.test_error", "KeyError: 'missing'"]], "skipped": ["not today"], "expected": 1, "successful": false, "output": ["test_equal (unittest_inside.TestThings.test_equal) ... ok", "test_error (unittest_inside.TestThings.test_error) ... ERROR", "test_expected (unittest_inside.TestThings.test_expected) ... expected failure", "test_fails (unittest_inside.TestThings.test_fails) ... FAIL", "test_mock (unittest_inside.TestThings.test_mock) ... ok", "test_skipped (unittest_inside.TestThings.test_skipped) ... skipped 'not today'", "test_sub (unittest_inside.TestThings.test_sub) ... ", "test_await (unittest_inside.TestAsync.test_await) ... ok", "- line two", "?      ^^^", "+ line 2", "?      ^", "FAILED (failures=2, errors=1, skipped=1, expected failures=1)"], "order": ["class", "setUp", "tearDown", "cleanup"], "doctest": [1, 4, true]}
"""

import asyncio
import doctest
import io
import os
import time
import unittest
from unittest import mock

from capsule import task


def average(values):
    """The mean of some numbers.

    >>> average([1, 2, 3])
    2.0
    >>> average([])
    Traceback (most recent call last):
        ...
    ZeroDivisionError: division by zero
    >>> {"a": 1}  # doctest: +ELLIPSIS
    {'a': ...}
    >>> average([2])
    3.0
    """
    return sum(values) / len(values)


class Service:
    def fetch(self, key):
        raise OSError("no network")

    def title(self, key):
        return self.fetch(key).title()


class TestThings(unittest.TestCase):
    order = []

    @classmethod
    def setUpClass(cls): cls.order.append("class")

    def setUp(self):
        self.order.append("setUp")
        self.addCleanup(self.order.append, "cleanup")

    def tearDown(self): self.order.append("tearDown")

    def test_equal(self):
        self.assertEqual([1, {"a": 2}], [1, {"a": 2}])
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertRegex("abc", "b")
        self.assertCountEqual([1, 2], [2, 1])
        with self.assertRaisesRegex(ValueError, "invalid literal"):
            int("x")
        with self.assertWarns(DeprecationWarning):
            import warnings
            warnings.warn("old", DeprecationWarning)
        with self.assertLogs("x", "INFO") as logs:
            import logging
            logging.getLogger("x").info("hi")
        self.assertEqual(logs.output, ["INFO:x:hi"])

    def test_fails(self):
        self.maxDiff = None
        self.assertEqual("line one\nline two\n", "line one\nline 2\n")

    def test_error(self):
        {}["missing"]

    @unittest.skip("not today")
    def test_skipped(self): ...

    @unittest.expectedFailure
    def test_expected(self): self.assertTrue(False)

    def test_sub(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertNotEqual(n, 1)

    def test_mock(self):
        service = Service()
        with mock.patch.object(service, "fetch", return_value="hello world") as fetch:
            self.assertEqual(service.title("k"), "Hello World")
        fetch.assert_called_once_with("k")
        with mock.patch("time.time", side_effect=[1, 2, StopIteration]), mock.patch.dict(os.environ, {"X": "y"}):
            self.assertEqual([time.time(), time.time(), os.environ["X"]], [1, 2, "y"])
        self.assertNotIn("X", os.environ)
        thing = mock.MagicMock(spec=Service)
        thing.fetch.side_effect = lambda key: key * 2
        self.assertEqual(thing.fetch("a"), "aa")
        self.assertEqual(thing.mock_calls, [mock.call.fetch("a")])
        with self.assertRaises(AttributeError):
            thing.other
        opened = mock.mock_open(read_data="data")
        with mock.patch("builtins.open", opened), open("whatever") as file:
            self.assertEqual(file.read(), "data")


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self): self.value = await asyncio.sleep(0, 5)

    async def test_await(self):
        self.assertEqual(self.value, 5)
        coroutine = mock.AsyncMock(return_value=3)
        self.assertEqual(await coroutine(1), 3)
        coroutine.assert_awaited_once_with(1)


@task(name="main", compute="HIGH")
def main():
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(case) for case in (TestThings, TestAsync))
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream=stream, verbosity=2).run(suite)
    finder = doctest.DocTestFinder()
    runner = doctest.DocTestRunner(verbose=False)
    report = io.StringIO()
    for test in finder.find(average, "average", globs={"average": average}):
        runner.run(test, out=report.write)
    return {
        "run": result.testsRun,
        "failures": [[case.id().removeprefix(__name__ + "."), text.strip().splitlines()[-1]] for case, text in result.failures],
        "errors": [[case.id().removeprefix(__name__ + "."), text.strip().splitlines()[-1]] for case, text in result.errors],
        "skipped": [reason for _, reason in result.skipped],
        "expected": len(result.expectedFailures),
        "successful": result.wasSuccessful(),
        "output": [line for line in stream.getvalue().splitlines() if line.startswith(("test_", "FAILED", "- line", "+ line", "? "))],
        "order": TestThings.order[:4],
        "doctest": [runner.failures, runner.tries, "Expected:\n    3.0\nGot:\n    2.0" in report.getvalue()],
    }
