r"""Generators: send, throw, close, delegation, laziness.

expect: {"sent": [null, 10.0, 15.0, "reset", 7.0], "results": {"k": [0.0, 0]}, "ended": "StopIteration: done", "lazy": [[0, 3, 6], [0, 6, 12]], "log": ["exit", "finally", "exit", "finally"], "thrown": "KeyError: 'k'", "after": ["StopIteration: ", "TypeError: can't send non-None value to a just-started generator", "StopIteration: ", "default"], "bad": "RuntimeError: generator raised StopIteration from StopIteration", "stubborn": "RuntimeError: generator ignored GeneratorExit", "flatten": [1, 2, 3, 4, 5], "permutations": ["abc", "acb", "bac", "bca", "cab", "cba"], "received": [10, 20], "queens": [4, [0, 4, 7, 5, 2, 6, 1, 3]], "countdown": [[3, 2, 1], [1, 2, 3], 10, 2, true], "states": ["GEN_CREATED", "GEN_SUSPENDED", 0, null, "GEN_CLOSED"], "running": "ValueError: generator already executing", "iter": [1, 2], "walrus": [5, [4, 9, 16], 16], "unpack": ["a", "b", 0, 1], "is": true, "return": "StopIteration: ", "zip": "ValueError: zip() argument 2 is longer than argument 1"}
"""

import inspect
from collections.abc import Generator
from contextlib import closing

from capsule import task

LOG = []


def averager():
    total, count, average = 0.0, 0, None
    while True:
        try:
            value = yield average
        except ZeroDivisionError:
            total, count, average = 0.0, 0, "reset"
            continue
        if value is None:
            return total, count
        total += value
        count += 1
        average = total / count


def grouper(results, key):
    while True:
        results[key] = yield from averager()
        if results[key][1] == 0:
            return "done"


def cleanup():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        LOG.append("exit")
        raise
    finally:
        LOG.append("finally")


def stubborn():
    while True:
        try:
            yield
        except GeneratorExit:
            yield "no"


def bad():
    yield 1
    raise StopIteration("inside")


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def permutations(items):
    if not items:
        yield []
    for index, item in enumerate(items):
        for rest in permutations(items[:index] + items[index + 1 :]):
            yield [item, *rest]


def pipeline(target):
    target = target()
    next(target)

    def stage():
        while True:
            target.send((yield) * 10)

    coroutine = stage()
    next(coroutine)
    return coroutine


def queens(n, row=0, columns=(), left=(), right=()):
    if row == n:
        yield columns
    for column in range(n):
        if column not in columns and row + column not in left and row - column not in right:
            yield from queens(n, row + 1, (*columns, column), (*left, row + column), (*right, row - column))


class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        yield from range(self.start, 0, -1)

    def __reversed__(self):
        yield from range(1, self.start + 1)


def attempt(action):
    try:
        return repr(action())
    except BaseException as error:
        cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
        return f"{type(error).__name__}: {error}{cause}"


@task(name="main", compute="MEDIUM")
def main():
    average = averager()
    sent = [next(average), average.send(10), average.send(20), average.throw(ZeroDivisionError()), average.send(7)]
    results = {}
    group = grouper(results, "k")
    next(group)
    for value in (1, 2, 3, None):
        group.send(value)
    ended = attempt(lambda: group.send(None))
    lazy = []
    chained = (lazy.append(x) or x * 2 for x in range(10**9) if x % 3 == 0)
    taken = [next(chained) for _ in range(3)]
    generator = cleanup()
    next(generator)
    generator.close()
    with closing(cleanup()) as second:
        next(second)
    thrown = cleanup()
    next(thrown)
    received = []

    def sink():
        while True:
            received.append((yield))

    pipe = pipeline(sink)
    for number in (1, 2):
        pipe.send(number)
    no = stubborn()
    next(no)
    fresh = averager()
    states = [inspect.getgeneratorstate(fresh)]
    next(fresh)
    states += [inspect.getgeneratorstate(fresh), fresh.gi_frame.f_locals["count"], inspect.getgeneratorlocals(fresh)["average"]]
    fresh.close()
    states.append(inspect.getgeneratorstate(fresh))

    def running():
        yield attempt(lambda: next(me))

    me = running()
    return {
        "sent": sent,
        "results": results,
        "ended": ended,
        "lazy": [lazy, taken],
        "log": LOG[:],
        "thrown": attempt(lambda: thrown.throw(KeyError("k"))),
        "after": [attempt(lambda: next(thrown)), attempt(lambda: averager().send(1)), attempt(lambda: next(iter([]))), next(iter([]), "default")],
        "bad": attempt(lambda: list(bad())),
        "stubborn": attempt(no.close),
        "flatten": list(flatten([1, [2, [3, [4, []]], 5]])),
        "permutations": ["".join(p) for p in permutations(list("abc"))],
        "received": received,
        "queens": [len(list(queens(6))), next(queens(8))],
        "countdown": [list(Countdown(3)), list(reversed(Countdown(3))), sum(Countdown(4)), max(Countdown(2)), 2 in Countdown(3)],
        "states": states,
        "running": next(me),
        "iter": list(iter(iter([1, 2, 0, 3]).__next__, 0)),
        "walrus": [y := 5, [z for x in range(5) if (z := x * x) > 3], z],
        "unpack": [*(x for x in "ab"), *range(2)],
        "is": isinstance(averager(), Generator),
        "return": attempt(lambda: next(x for x in ())),
        "zip": attempt(lambda: list(zip([1], [1, 2], strict=True))),
    }
