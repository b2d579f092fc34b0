"""Runs code in sandboxes, and gives what it shows as text.

    from capsule_adapter import Session, run_python

    print(await run_python("print('so')\\n1 + 1"))          so and 2, as text

    async with Session() as session:
        await session.run("x = 1")
        print(await session.run("x += 1; x"))              2

A layer over ``capsule.Session``, which gives values, displays, errors and limits apart.
"""

from capsule_adapter.execution import (
    load_javascript_sandbox, load_python_sandbox, load_sandboxes, run_javascript, run_python,
)
from capsule_adapter.session import Session

__all__ = [
    "Session", "load_javascript_sandbox", "load_python_sandbox", "load_sandboxes", "run_javascript", "run_python",
]
