r"""Exceptions: groups, except*, chains, notes, tracebacks, finally.

expect: {"split": {"values": {"top": ["ValueError(a)", {"inner": ["KeyError('k')"]}]}, "files": {"top": [{"inner": ["OSError(f)"]}]}, "rest": {"": ["RuntimeError(from handler)", {"top": [{"inner": ["TypeError(t)"]}, "AppError(code 1)"]}]}}, "match": [{"top": [{"inner": ["TypeError(t)"]}, "AppError(code 1)"]}, {"top": ["ValueError(a)", {"inner": ["KeyError('k')", "OSError(f)"]}]}, {"top": [{"inner": ["KeyError('k')"]}]}, null], "derived": [["TrackedGroup", "g+"], "g++"], "group_text": ["top (3 sub-exceptions)", "ExceptionGroup('x', [ValueError(1)])"], "group_errors": ["ValueError: second argument (exceptions) must be a non-empty sequence", "ValueError: Item 0 of second argument (exceptions) is not an exception", "TypeError: Cannot nest BaseExceptions in an ExceptionGroup", "ExceptionGroup"], "chain": ["ValueError", "KeyError", false, 7, {"why": "x"}, ["a note", "another"]], "text": ["exception_groups.AppError: code 7", "a note", "another"], "phrases": [true, true, 3], "order": ["try 0", "else", "finally 0", "try 1", "finally 1", "try 2", "finally 2", "returned"], "tasks": [{"unhandled errors in a TaskGroup": ["ValueError(v)"]}, {"unhandled errors in a TaskGroup": ["TypeError(t)"]}], "names": ["NameError: name 'undefined_name' is not defined", "AttributeError: 'str' object has no attribute 'uper'", "ValueError: invalid literal for int() with base 10: 'x'", "IndexError: list index out of range", "KeyError: 'k'", "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "AttributeError: 'NoneType' object has no attribute 'x'", "FileNotFoundError: [Errno 2] No such file or directory: '/no/file'", "TypeError: main.<locals>.<lambda>.<locals>.<lambda>() got an unexpected keyword argument 'd'", "TypeError: can only concatenate str (not \"int\") to str", "TypeError: object of type 'int' has no len()", "TypeError: 'int' object is not iterable", "AssertionError: one is not more than two", "StopIteration: "], "suggest": [true, true, true], "base": ["SystemExit: 3", "KeyboardInterrupt: ", false], "reraise": ["original", 1], "cleared": false, "unbound": "UnboundLocalError: cannot access local variable 'value' where it is not associated with a value", "summary": [["traceback_summary", "deep(3)"], ["deep", "return 1 / 0 if n == 0 else deep(n - 1)"], ["deep", "return 1 / 0 if n == 0 else deep(n - 1)"], ["deep", "return 1 / 0 if n == 0 else deep(n - 1)"], ["deep", "return 1 / 0 if n == 0 else deep(n - 1)"]]}
"""

import asyncio
import sys
import traceback

from capsule import task


class AppError(Exception):
    def __init__(self, code, **details):
        super().__init__(f"code {code}")
        self.code, self.details = code, details


class TrackedGroup(ExceptionGroup):
    def derive(self, excs):
        return TrackedGroup(self.message + "+", excs)


def shape(error):
    if isinstance(error, BaseExceptionGroup):
        return {error.message: [shape(inner) for inner in error.exceptions]}
    return f"{type(error).__name__}({error})"


def split(group):
    caught = {}
    try:
        try:
            raise group
        except* (ValueError, KeyError) as values:
            caught["values"] = shape(values)
        except* OSError as files:
            caught["files"] = shape(files)
            raise RuntimeError("from handler") from files
    except BaseExceptionGroup as rest:
        caught["rest"] = shape(rest)
    return caught


def chain():
    try:
        try:
            {}["a"]
        except KeyError as error:
            raise ValueError("second") from error
    except ValueError as error:
        try:
            raise AppError(7, why="x")
        except AppError as last:
            last.add_note("a note")
            last.add_note("another")
            return last, error
    finally:
        sys.stdout.flush()


def order():
    log = []

    def inner():
        for i in range(3):
            try:
                log.append(f"try {i}")
                if i == 1:
                    continue
                if i == 2:
                    return "returned"
            except Exception:
                log.append("never")
            else:
                log.append("else")
            finally:
                log.append(f"finally {i}")
        return "end"

    log.append(inner())
    return log


def attempt(action):
    try:
        return repr(action())
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


async def tasks():
    async def fail(error, delay):
        await asyncio.sleep(delay)
        raise error

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("v"), 0))
            group.create_task(fail(TypeError("t"), 0))
            group.create_task(fail(OSError("late"), 10))
    except* ValueError as values:
        first = shape(values)
    except* TypeError as types:
        second = shape(types)
    return [first, second]


@task(name="main", compute="LOW")
def main():
    group = ExceptionGroup("top", [ValueError("a"), ExceptionGroup("inner", [KeyError("k"), OSError("f"), TypeError("t")]), AppError(1)])
    matched, rest = group.split(lambda error: isinstance(error, (TypeError, AppError)))
    last, second = chain()
    text = traceback.format_exception(last)
    try:
        raise TrackedGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as part:
        derived = [type(part).__name__, part.message]
    except* TypeError as part:
        other = part.message
    return {
        "split": split(group),
        "match": [shape(matched), shape(rest), shape(group.subgroup(KeyError)), group.subgroup(EOFError)],
        "derived": [derived, other],
        "group_text": [str(group), repr(ExceptionGroup("x", [ValueError(1)]))],
        "group_errors": [attempt(lambda: ExceptionGroup("x", [])), attempt(lambda: ExceptionGroup("x", [1])), attempt(lambda: ExceptionGroup("x", [KeyboardInterrupt()])), type(BaseExceptionGroup("x", [ValueError()])).__name__],
        "chain": [type(last.__context__).__name__, type(second.__cause__).__name__, last.__suppress_context__, last.code, last.details, last.__notes__],
        "text": [line.strip() for line in text[-3:]],
        "phrases": ["direct cause" in "".join(text), "During handling" in "".join(text), sum("Traceback" in line for line in text)],
        "order": order(),
        "tasks": asyncio.run(tasks()),
        "names": [attempt(lambda: undefined_name), attempt(lambda: "x".uper()), attempt(lambda: int("x")), attempt(lambda: [][0]), attempt(lambda: {}["k"]), attempt(lambda: 1 + "a"), attempt(lambda: None.x), attempt(lambda: open("/no/file")).replace("44", "2"),
                  attempt(lambda: (lambda a, /, b, *, c: 0)(1, d=2)), attempt(lambda: "a" + 1), attempt(lambda: len(5)), attempt(lambda: iter(5)), attempt(lambda: assertion()), attempt(lambda: next(iter(())))],
        "suggest": ["Did you mean" in "".join(traceback.format_exception(error)) for error in suggestions()],
        "base": [attempt(lambda: exit_with(SystemExit(3))), attempt(lambda: exit_with(KeyboardInterrupt())), issubclass(SystemExit, Exception)],
        "reraise": reraise(),
        "cleared": cleared(),
        "unbound": attempt(unbound),
        "summary": traceback_summary(),
    }


def assertion():
    assert 1 > 2, "one is not more than two"


def unpack():
    a, b = 1, 2, 3


def exit_with(error):
    raise error


def suggestions():
    for action in (lambda: pritn, lambda: [].appendd, lambda: __import__("math").sqr):
        try:
            action()
        except Exception as error:
            yield error


def reraise():
    try:
        try:
            raise ValueError("original")
        except ValueError:
            raise
    except ValueError as error:
        return [str(error), len(traceback.extract_tb(error.__traceback__))]


def cleared():
    try:
        raise ValueError
    except ValueError as error:
        pass
    return "error" in locals()


def unbound():
    if False:
        value = 1
    return value


def traceback_summary():
    def deep(n):
        return 1 / 0 if n == 0 else deep(n - 1)

    try:
        deep(3)
    except ZeroDivisionError as error:
        frames = traceback.extract_tb(error.__traceback__)
        return [[frame.name, frame.line] for frame in frames]
