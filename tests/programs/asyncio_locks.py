r"""asyncio: locks, events, conditions, barriers, and what loops offer besides.

expect: {"locks": [20, false], "events": [["a waits", "b waits", "a goes", "b goes"], false], "conditions": [[0, "x"], [1, "y"], [2, "z"]], "barrier": [["arrive 0", "arrive 1", "arrive 2", "pass", "pass", "pass"], [0, 1, 2], 0], "semaphores": [true, "BoundedSemaphore released too many times"], "contexts": [["a", "b"], "nobody", "in context"], "philosophers": [0, 1, 2, 3, 4], "executors": [3, 6, "KeyError('in executor')", "wrapped"], "deadlock_free": "item", "agen": [[null, 1, 2], [1, 2, "closed"], "default", true], "runner": [0, 1], "manual": "done", "handled": ["ZeroDivisionError('division by zero')"], "closed": true, "outside": "no running event loop", "coroutine": [true, true, null], "parallel": true}
"""

import asyncio
import contextvars
import inspect
import time
from concurrent.futures import Future

from capsule import task

USER = contextvars.ContextVar("user", default="nobody")


async def locks():
    lock, value = asyncio.Lock(), 0

    async def add():
        nonlocal value
        async with lock:
            now = value
            await asyncio.sleep(0)
            value = now + 1

    await asyncio.gather(*(add() for _ in range(20)))
    return [value, lock.locked()]


async def events():
    event, log = asyncio.Event(), []

    async def wait(name):
        log.append(f"{name} waits")
        await event.wait()
        log.append(f"{name} goes")

    waiters = [asyncio.create_task(wait(name)) for name in "ab"]
    await asyncio.sleep(0)
    event.set()
    await asyncio.gather(*waiters)
    event.clear()
    return [log, event.is_set()]


async def conditions():
    condition, items, taken = asyncio.Condition(), [], []

    async def consumer(name):
        async with condition:
            await condition.wait_for(lambda: items)
            taken.append((name, items.pop()))

    consumers = [asyncio.create_task(consumer(n)) for n in range(3)]
    for item in "xyz":
        await asyncio.sleep(0)
        async with condition:
            items.append(item)
            condition.notify()
    await asyncio.gather(*consumers)
    return taken


async def barrier():
    wall, order = asyncio.Barrier(3), []

    async def part(n):
        order.append(f"arrive {n}")
        position = await wall.wait()
        order.append("pass")
        return position

    positions = await asyncio.gather(*map(part, range(3)))
    return [order, sorted(positions), wall.n_waiting]


async def semaphores():
    gate = asyncio.BoundedSemaphore(1)
    async with gate:
        locked = gate.locked()
    try:
        gate.release()
    except ValueError as error:
        return [locked, str(error)]


async def contexts():
    async def inner(name):
        USER.set(name)
        await asyncio.sleep(0)
        return USER.get()

    names = await asyncio.gather(inner("a"), inner("b"))
    context = contextvars.copy_context()
    context.run(USER.set, "in context")
    return [names, USER.get(), context[USER]]


async def philosophers():
    forks = [asyncio.Lock() for _ in range(5)]
    meals = []

    async def dine(i):
        for a in sorted((i, (i + 1) % 5))[:1]:
            b = max(i, (i + 1) % 5)
            async with forks[a], forks[b]:
                await asyncio.sleep(0)
                meals.append(i)

    await asyncio.gather(*map(dine, range(5)))
    return sorted(meals)


async def executors():
    loop = asyncio.get_running_loop()
    def failing():
        raise KeyError("in executor")
    try:
        await loop.run_in_executor(None, failing)
    except KeyError as error:
        failed = repr(error)
    future = Future()
    wrapped = asyncio.wrap_future(future)
    future.set_result("wrapped")
    return [await asyncio.to_thread(lambda a, b=0: a + b, 1, b=2), await loop.run_in_executor(None, sum, [1, 2, 3]), failed, await wrapped]


async def deadlock_free():
    queue = asyncio.Queue()
    getter = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait("item")
    return await getter


async def agen():
    log = []

    async def source():
        try:
            received = None
            while True:
                received = yield received
                log.append(received)
        finally:
            await asyncio.sleep(0)
            log.append("closed")

    generator = source()
    values = [await anext(generator), await generator.asend(1), await generator.asend(2)]
    await generator.aclose()
    return [values, log, await anext(generator, "default"), inspect.isasyncgen(generator)]


@task(name="main", compute="MEDIUM")
def main():
    results = {}
    for test in (locks, events, conditions, barrier, semaphores, contexts, philosophers, executors, deadlock_free, agen):
        results[test.__name__] = asyncio.run(test())
    with asyncio.Runner() as runner:
        results["runner"] = [runner.run(asyncio.sleep(0, n)) for n in range(2)]
    loop = asyncio.new_event_loop()
    results["manual"] = loop.run_until_complete(asyncio.sleep(0, "done"))
    handled = []
    loop.set_exception_handler(lambda _, context: handled.append(repr(context["exception"])))
    loop.call_soon(lambda: 1 / 0)
    loop.call_later(0.001, loop.stop)
    loop.run_forever()
    results["handled"] = handled
    loop.close()
    results["closed"] = loop.is_closed()
    try:
        asyncio.get_running_loop()
    except RuntimeError as error:
        results["outside"] = str(error)
    results["coroutine"] = [inspect.iscoroutinefunction(locks), inspect.isawaitable(c := locks()), c.close()]
    start = time.monotonic()
    asyncio.run(sleepers())
    results["parallel"] = time.monotonic() - start < 0.5
    return results


async def sleepers():
    await asyncio.gather(*(asyncio.sleep(0.02) for _ in range(50)))
