"""asyncio works as everywhere: time that passes in a sleep costs no compute.

capsule run examples/async_tasks.py --verbose
"""

import asyncio

from capsule import task


async def step(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return name


@task(name="main", compute="LOW", ram="64MB", timeout="5s")
async def main() -> list[str]:
    async with asyncio.TaskGroup() as group:
        steps = [group.create_task(step(f"step {i}", 0.1 * i)) for i in range(5)]
    return [step.result() for step in steps]
