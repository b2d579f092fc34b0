r"""Its coroutines wait for each other for ever, which is found out.

error: task_error deadlock
"""
# native: none

import asyncio

from capsule import task


@task(name="main", compute="LOW", ram="64MB", timeout="5s")
async def main():
    event = asyncio.Event()
    await event.wait()
