r"""asyncio: timeouts, cancellation, shields.

expect: {"wait_for": ["TimeoutError", "fast", "TimeoutError"], "timeout": ["TimeoutError", false, false, "in time", "outer"], "group": "(KeyError('body'),)", "message": ["CancelledError: why not", true, true], "uncancelled": ["stubborn stayed", 1, false], "shielded": ["TimeoutError", "shielded"], "callbacks": [["value"], true], "states": ["ValueError('in task')", "Result is not set."], "gather": "CancelledError", "self": "CancelledError", "wait": [[0.001], 1], "log": ["slow cancelled", "slow finally", "sibling cancelled", "sibling finally", "messaged cancelled why not", "messaged finally", "stubborn cancelled", "stubborn finally", "shielded finally", "g1 cancelled", "g1 finally", "g2 cancelled", "g2 finally"]}
"""

import asyncio

from capsule import task

LOG = []


async def patient(name, seconds=10, stubborn=False):
    try:
        await asyncio.sleep(seconds)
        return name
    except asyncio.CancelledError as error:
        LOG.append(f"{name} cancelled {error}".strip())
        if stubborn:
            await asyncio.sleep(0.001)
            return f"{name} stayed"
        raise
    finally:
        LOG.append(f"{name} finally")


async def outcome(awaitable):
    try:
        return await awaitable
    except BaseException as error:
        return f"{type(error).__name__}: {error}".removesuffix(": ")


async def with_timeout(seconds, inner):
    async with asyncio.timeout(seconds) as scope:
        await asyncio.sleep(inner)
    return scope.expired()


async def extended():
    async with asyncio.timeout(0.001) as scope:
        scope.reschedule(asyncio.get_running_loop().time() + 5)
        await asyncio.sleep(0.01)
    return "in time"


async def nested():
    try:
        async with asyncio.timeout(0.005):
            async with asyncio.timeout(5):
                await asyncio.sleep(3)
    except TimeoutError:
        return "outer"


async def group():
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(patient("sibling"))
            await asyncio.sleep(0)
            raise KeyError("body")
    except* KeyError as errors:
        message = repr(errors.exceptions)
    return message


async def cancel_with_message():
    running = asyncio.create_task(patient("messaged"))
    await asyncio.sleep(0)
    running.cancel("why not")
    result = await outcome(running)
    return [result, running.cancelled(), running.done()]


async def uncancelled():
    running = asyncio.create_task(patient("stubborn", stubborn=True))
    await asyncio.sleep(0)
    running.cancel()
    return [await outcome(running), running.cancelling(), running.cancelled()]


async def shielded():
    inner = asyncio.create_task(patient("shielded", 0.01))
    result = await outcome(asyncio.wait_for(asyncio.shield(inner), 0.001))
    return [result, await inner]


async def callbacks():
    seen = []
    running = asyncio.create_task(asyncio.sleep(0, "value"))
    running.add_done_callback(lambda t: seen.append(t.result()))
    await running
    await asyncio.sleep(0)
    handle = asyncio.get_running_loop().call_later(0.001, seen.append, "never")
    handle.cancel()
    await asyncio.sleep(0.005)
    return [seen, handle.cancelled()]


async def states():
    failing = asyncio.create_task(with_error())
    await asyncio.wait([failing])
    pending = asyncio.create_task(asyncio.sleep(10))
    try:
        pending.result()
    except asyncio.InvalidStateError as error:
        state = str(error)
    pending.cancel()
    return [repr(failing.exception()), state]


async def with_error():
    raise ValueError("in task")


@task(name="main", compute="LOW")
async def main():
    return {
        "wait_for": [await outcome(asyncio.wait_for(patient("slow"), 0.002)), await asyncio.wait_for(asyncio.sleep(0, "fast"), 1), await outcome(asyncio.wait_for(asyncio.sleep(1), 0))],
        "timeout": [await outcome(with_timeout(0.002, 5)), await with_timeout(5, 0), await with_timeout(None, 0), await extended(), await nested()],
        "group": await group(),
        "message": await cancel_with_message(),
        "uncancelled": await uncancelled(),
        "shielded": await shielded(),
        "callbacks": await callbacks(),
        "states": await states(),
        "gather": await cancel_gather(),
        "self": await outcome(asyncio.create_task(cancel_self())),
        "wait": await waiting(),
        "log": LOG,
    }


async def cancel_gather():
    gathered = asyncio.gather(patient("g1"), patient("g2"))
    await asyncio.sleep(0)
    gathered.cancel()
    return await outcome(gathered)


async def cancel_self():
    asyncio.current_task().cancel()
    await asyncio.sleep(0)
    return "not reached"


async def waiting():
    tasks = [asyncio.create_task(asyncio.sleep(delay, delay)) for delay in (0.001, 8)]
    done, pending = await asyncio.wait(tasks, timeout=0.05)
    for item in pending:
        item.cancel()
    return [[t.result() for t in done], len(pending)]
