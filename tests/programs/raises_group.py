r"""Ends with a group of exceptions.

error: task_error ^ExceptionGroup: several failed \(2 sub-exceptions\)$
"""

import asyncio

from capsule import task


async def fail(error):
    raise error


@task(name="main", compute="LOW", ram="64MB")
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("one")))
            group.create_task(fail(KeyError("two")))
    except* Exception as errors:
        raise ExceptionGroup("several failed", errors.exceptions) from None
