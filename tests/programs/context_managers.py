r"""Context managers of every kind.

expect: {"during": {"a": 2, "b": 3}, "after": {"a": 1}, "nested": "'swallowed'", "replaced": "KeyError: 'exit' while ValueError", "grouped": ["x", 5], "decorated": 2, "streams": ["to out\n", "to err\n"], "never": ["RuntimeError: generator didn't yield while StopIteration", "RuntimeError: generator didn't stop"], "chdir": ["/tmp/inner", true], "async": ["P", "Q"], "closing": true, "abstract": true, "errors": ["TypeError: 'int'", "TypeError"], "log": ["caught KeyError('missing')", "+1", "+2", "+3", {"n": 1}, "-3:None", "-2:None", "-1:None", "+a", "+b", "+c", "-c:ValueError", "-b:ValueError", "-a:None", "+outer", "+failing", "-failing:ValueError", "-outer:KeyError", "+x", "-x:None", "+decorator", "-decorator:None", "open p", "open q", "callback", "close q", "close p", "numbers closed"]}
"""

import asyncio
import io
import os
import sys
from contextlib import AbstractContextManager, AsyncExitStack, ContextDecorator, ExitStack, aclosing, asynccontextmanager, chdir, closing, contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress

from capsule import task

LOG = []


class Tracked(ContextDecorator):
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        LOG.append(f"+{self.name}")
        return self

    def __exit__(self, kind, error, trace):
        LOG.append(f"-{self.name}:{kind.__name__ if kind else None}")
        if self.fail:
            raise self.fail
        return self.swallow


@contextmanager
def changed(mapping, **values):
    old = dict(mapping)
    mapping.update(values)
    try:
        yield mapping
    except LookupError as error:
        LOG.append(f"caught {error!r}")
    finally:
        mapping.clear()
        mapping.update(old)


@contextmanager
def never():
    return
    yield


@contextmanager
def twice():
    yield 1
    yield 2


@asynccontextmanager
async def connection(name):
    LOG.append(f"open {name}")
    await asyncio.sleep(0)
    try:
        yield name.upper()
    finally:
        await asyncio.sleep(0)
        LOG.append(f"close {name}")


@Tracked("decorator")
def decorated(x):
    return x + 1


def attempt(action):
    try:
        return repr(action())
    except BaseException as error:
        context = f" while {type(error.__context__).__name__}" if error.__context__ else ""
        return f"{type(error).__name__}: {error}{context}"


def nested():
    with Tracked("a"), Tracked("b", swallow=True) as b, Tracked("c"):
        raise ValueError("inner " + b.name)
    return "swallowed"


def replaced():
    with Tracked("outer"), Tracked("failing", fail=KeyError("exit")):
        raise ValueError("body")


def grouped():
    with (
        Tracked("x") as x,
        nullcontext(5) as five,
    ):
        return x.name, five


async def go():
    async with AsyncExitStack() as stack:
        names = [await stack.enter_async_context(connection(name)) for name in "pq"]
        stack.push_async_callback(asyncio.sleep, 0)
        stack.callback(LOG.append, "callback")

    async def numbers():
        try:
            for n in range(10):
                yield n
        finally:
            LOG.append("numbers closed")

    async with aclosing(numbers()) as items:
        async for n in items:
            if n == 2:
                break
    return names


@task(name="main", compute="LOW")
def main():
    settings = {"a": 1}
    with changed(settings, a=2, b=3) as inside:
        during = dict(inside)
        raise_key = {}["missing"]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        print("to out")
        print("to err", file=sys.stderr)
    with suppress(ZeroDivisionError, KeyError):
        1 / 0
    stack = ExitStack()
    for name in "123":
        stack.enter_context(Tracked(name))
    stack.callback(lambda **k: LOG.append(k), n=1)
    moved = stack.pop_all()
    moved.close()
    os.mkdir("/tmp/inner")
    before = os.getcwd()
    with chdir("/tmp/inner"):
        here = os.getcwd()
    results = {
        "during": during,
        "after": settings,
        "nested": attempt(nested),
        "replaced": attempt(replaced),
        "grouped": grouped(),
        "decorated": decorated(1),
        "streams": [out.getvalue(), err.getvalue()],
        "never": [attempt(lambda: never().__enter__()), attempt(lambda: use(twice()))],
        "chdir": [here, os.getcwd() == before],
        "async": asyncio.run(go()),
        "closing": closing_file(),
        "abstract": isinstance(Tracked("z"), AbstractContextManager),
        "errors": [attempt(lambda: use(3)).split(" object")[0], attempt(lambda: use(object)).split(":")[0]],
    }
    results["log"] = LOG
    return results


def use(manager):
    with manager:
        pass


def closing_file():
    buffer = io.StringIO("x")
    with closing(buffer):
        buffer.read()
    return buffer.closed
