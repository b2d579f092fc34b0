r"""contextvars and thread-local data.

expect: {"unset": "LookupError", "names": ["a", "b", "c"], "depth": [82, 77], "context": [9, 9, true, true, "KeyError"], "token": ["RuntimeError", true, true], "seen": [9], "created": "fresh", "local": [5, "AttributeError"], "decimal": ["0.333", "0.3333"], "threading": [true, true, "MainThread", 1, true, true], "reentered": "RuntimeError"}
"""

import asyncio
import contextvars
import decimal
import threading

from capsule import task

REQUEST = contextvars.ContextVar("request")
DEPTH = contextvars.ContextVar("depth", default=0)
LOCAL = threading.local()


async def handle(name):
    REQUEST.set(name)
    await asyncio.sleep(0.001 if name == "a" else 0)
    return await inner()


async def inner():
    return REQUEST.get()


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}"


def counted(n):
    token = DEPTH.set(DEPTH.get() + 1)
    try:
        return counted(n - 1) if n else DEPTH.get()
    finally:
        DEPTH.reset(token)


@task(name="main", compute="LOW")
async def main():
    unset = attempt(REQUEST.get)
    names = await asyncio.gather(*map(handle, "abc"))
    context = contextvars.copy_context()
    inside = context.run(lambda: (DEPTH.set(9), DEPTH.get())[1])
    token = DEPTH.set(1)
    DEPTH.reset(token)
    seen = []
    asyncio.get_running_loop().call_soon(lambda: seen.append(DEPTH.get()), context=context)
    await asyncio.sleep(0)
    created = asyncio.create_task(inner(), context=(fresh := contextvars.Context()))
    fresh.run(REQUEST.set, "fresh")
    LOCAL.value = 5
    with decimal.localcontext(prec=3):
        short = str(decimal.Decimal(1) / 3)
        DEPTH.set(77)
    lock = threading.RLock()
    with lock, lock:
        held = True
    event = threading.Event()
    event.set()
    return {
        "unset": unset,
        "names": names,
        "depth": [counted(4), DEPTH.get()],
        "context": [inside, context[DEPTH], len(context) >= 1, DEPTH in context, attempt(lambda: context[REQUEST])],
        "token": [attempt(lambda: DEPTH.reset(token)), token.old_value is contextvars.Token.MISSING, token.var is DEPTH],
        "seen": seen,
        "created": await created,
        "local": [LOCAL.value, attempt(lambda: LOCAL.other)],
        "decimal": [short, str(decimal.Decimal(1) / 3)[:6]],
        "threading": [held, event.wait(1), threading.current_thread().name, threading.active_count(), threading.main_thread() is threading.current_thread(), lock.acquire(blocking=False)],
        "reentered": attempt(lambda: context.run(context.run, int)),
    }
