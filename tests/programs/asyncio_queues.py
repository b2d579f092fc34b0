r"""asyncio: queues, workers, gather, task groups.

expect: {"done": [0, 1, 4, 9, 16, 25, 36, 49, 64, 81], "ended": ["CancelledError", "CancelledError", "CancelledError"], "squares": [0, 1, 4, 9, 16, 25, 36, 49], "peak": 3, "priority": [1, 2, 3], "mixed": [9, "ValueError('failed')"], "raised": "failed", "group": [0, 1, 4, 9], "completed": [0, 1, 2], "waited": [1, 1], "overflow": "QueueFull", "future": "later", "order": [1, 2], "slept": true, "numbers": [0, 1, 1, 2, 3, 5, 8, 13, 21, 34], "even": true, "ticker": [2, 1, 0], "later": "awaited", "comprehension": [0, 1, 4], "current": [true, true], "chain": 50, "many": 8955050}
"""

import asyncio
import random

from capsule import task


async def producer(queue, count):
    for index in range(count):
        await asyncio.sleep(0.0005)
        await queue.put(index)


async def worker(name, queue, done):
    while True:
        item = await queue.get()
        try:
            await asyncio.sleep(0.0001 * (item % 3))
            done.append((name, item * item))
        finally:
            queue.task_done()


async def pool(items, limit, action):
    gate = asyncio.Semaphore(limit)
    running = peak = 0

    async def one(item):
        nonlocal running, peak
        async with gate:
            running += 1
            peak = max(peak, running)
            try:
                return await action(item)
            finally:
                running -= 1

    return await asyncio.gather(*map(one, items)), peak


async def square(x):
    await asyncio.sleep(random.random() / 1000)
    return x * x


async def fail():
    await asyncio.sleep(0)
    raise ValueError("failed")


async def fibonacci(limit):
    a, b = 0, 1
    while a < limit:
        yield a
        await asyncio.sleep(0)
        a, b = b, a + b


async def in_turn(turns, n):
    await turns[n].wait()
    turns[n + 1].set()
    return n


class Ticker:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


class Later:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "awaited"


@task(name="main", compute="MEDIUM", timeout="10m")
async def main():
    queue = asyncio.Queue(maxsize=2)
    done = []
    workers = [asyncio.create_task(worker(f"w{n}", queue, done), name=f"w{n}") for n in range(3)]
    await producer(queue, 10)
    await queue.join()
    for w in workers:
        w.cancel()
    ended = await asyncio.gather(*workers, return_exceptions=True)
    squares, peak = await pool(range(8), 3, square)
    priority = asyncio.PriorityQueue()
    for item in (3, 1, 2):
        priority.put_nowait(item)
    mixed = await asyncio.gather(square(3), fail(), return_exceptions=True)
    try:
        await asyncio.gather(square(1), fail())
        raised = None
    except ValueError as error:
        raised = str(error)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(square(n)) for n in range(4)]
    completed = []
    turns = [asyncio.Event() for _ in range(4)]
    turns[0].set()
    for future in asyncio.as_completed([in_turn(turns, n) for n in (2, 0, 1)]):
        completed.append(await future)
    finished, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(delay)) for delay in (0.001, 5)], return_when=asyncio.FIRST_COMPLETED)
    for item in pending:
        item.cancel()
    full = asyncio.Queue(1)
    full.put_nowait(1)
    try:
        full.put_nowait(2)
    except asyncio.QueueFull as error:
        overflow = type(error).__name__
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.001, future.set_result, "later")
    order = []
    loop.call_soon(order.append, 1)
    loop.call_soon(order.append, 2)
    await asyncio.sleep(0)
    start = loop.time()
    await asyncio.sleep(0.02)
    slept = loop.time() - start
    return {
        "done": sorted(item for _, item in done),
        "ended": [type(error).__name__ for error in ended],
        "squares": squares,
        "peak": peak,
        "priority": [await priority.get() for _ in range(3)],
        "mixed": [mixed[0], repr(mixed[1])],
        "raised": raised,
        "group": [t.result() for t in tasks],
        "completed": completed,
        "waited": [len(finished), len(pending)],
        "overflow": overflow,
        "future": await future,
        "order": order,
        "slept": 0.019 < slept < 600,
        "numbers": [n async for n in fibonacci(50)],
        "even": {n async for n in fibonacci(50) if n % 2 == 0} == {0, 2, 8, 34},
        "ticker": [n async for n in Ticker(3)],
        "later": await Later(),
        "comprehension": [await square(n) for n in range(3)],
        "current": [asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks()) <= 2],
        "chain": await chained(50),
        "many": sum(await asyncio.gather(*(square(n) for n in range(300)))),
    }


async def chained(n):
    return 0 if n == 0 else 1 + await chained(n - 1)
