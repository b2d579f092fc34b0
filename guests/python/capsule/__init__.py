"""Capsule: run each task of a program in a sandbox of its own.

    from capsule import task

    @task(name="main", compute="LOW", ram="64MB")
    def main() -> str:
        return "Hello from Capsule!"

Run it with ``capsule run hello.py``. Under plain Python the functions just run.

Outside a sandbox, with the package capsule-run installed, ``run`` runs such a program from yours:

    from capsule import run

    envelope = await run(file="hello.py")

and ``Session`` keeps Python's state from call to call:

    async with Session() as session:
        await session.run("x = 1")
"""

from typing import TYPE_CHECKING, Any

from capsule._calls import TaskHandle, TaskMap, gather
from capsule._events import sleep, wait_for_signal
from capsule import tools
from capsule._results import TaskError, TaskResult, ToolError
from capsule._task import Task, task

if TYPE_CHECKING:
    from capsule_run import Cell as Cell
    from capsule_run import CellError as CellError
    from capsule_run import Envelope as Envelope
    from capsule_run import Session as Session
    from capsule_run import SessionError as SessionError
    from capsule_run import SessionLostError as SessionLostError
    from capsule_run import SessionSync as SessionSync
    from capsule_run import Worker as Worker
    from capsule_run import WorkerError as WorkerError
    from capsule_run import run as run
    from capsule_run import run_sync as run_sync

__all__ = [
    "Task", "TaskError", "TaskHandle", "TaskMap", "TaskResult", "ToolError", "gather", "sleep", "task", "tools",
    "wait_for_signal",
]

#: What only programs outside of sandboxes have. It is imported when it is used: a program of tasks needs none of it.
_HOST_NAMES = frozenset({
    "Cell", "CellError", "Envelope", "Session", "SessionError", "SessionLostError", "SessionSync", "Worker", "WorkerError",
    "run", "run_sync",
})


def __getattr__(name: str) -> Any:
    if name not in _HOST_NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import capsule_run
    except ImportError:
        raise ImportError(f"capsule.{name} starts sandboxes, and cannot be used inside of one") from None
    return getattr(capsule_run, name)


def __dir__() -> list[str]:
    return [*globals(), *_HOST_NAMES]
