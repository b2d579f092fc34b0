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
from capsule import http, tools
from capsule._programs import program
from capsule._results import TaskError, TaskResult, ToolError
from capsule._task import Task, task
from capsule import app
from capsule.app import TaskRunner, exports

if TYPE_CHECKING:
    from capsule_run import Cell as Cell
    from capsule_run import CellError as CellError
    from capsule_run import Client as Client
    from capsule_run import Envelope as Envelope
    from capsule_run import ErrorInfo as ErrorInfo
    from capsule_run import ExecutionInfo as ExecutionInfo
    from capsule_run import HostTool as HostTool
    from capsule_run import InvalidResultError as InvalidResultError
    from capsule_run import ProgramError as ProgramError
    from capsule_run import RunHandle as RunHandle
    from capsule_run import RunInfo as RunInfo
    from capsule_run import RunnerOptions as RunnerOptions
    from capsule_run import RunnerResult as RunnerResult
    from capsule_run import ServerError as ServerError
    from capsule_run import ServerRun as ServerRun
    from capsule_run import Session as Session
    from capsule_run import SessionError as SessionError
    from capsule_run import SessionLostError as SessionLostError
    from capsule_run import SessionSync as SessionSync
    from capsule_run import TaskCancelledError as TaskCancelledError
    from capsule_run import TaskLimitError as TaskLimitError
    from capsule_run import TaskPermissionError as TaskPermissionError
    from capsule_run import TaskRaisedError as TaskRaisedError
    from capsule_run import TaskTimeoutError as TaskTimeoutError
    from capsule_run import Worker as Worker
    from capsule_run import WorkerError as WorkerError
    from capsule_run import close_all as close_all
    from capsule_run import get_run as get_run
    from capsule_run import list_runs as list_runs
    from capsule_run import resume_run as resume_run
    from capsule_run import run as run
    from capsule_run import run_sync as run_sync
    from capsule_run import run_with_worker as run_with_worker
    from capsule_run import start_run as start_run

__all__ = [
    "Task", "TaskError", "TaskHandle", "TaskMap", "TaskResult", "TaskRunner", "ToolError", "app", "exports", "gather", "http",
    "program", "sleep", "task", "tools", "wait_for_signal",
]

#: What only programs outside of sandboxes have. It is imported when it is used: a program of tasks needs none of it.
_HOST_NAMES = frozenset({
    "Cell", "CellError", "Client", "Envelope", "ErrorInfo", "ExecutionInfo", "HostTool", "InvalidResultError", "ProgramError",
    "RunHandle", "RunInfo", "RunnerOptions", "RunnerResult", "ServerError", "ServerRun", "Session", "SessionError", "SessionLostError", "SessionSync",
    "TaskCancelledError", "TaskLimitError", "TaskPermissionError", "TaskRaisedError", "TaskTimeoutError", "Worker",
    "WorkerError", "close_all", "get_run", "list_runs", "resume_run", "run", "run_sync", "run_with_worker", "start_run",
})

#: Of these, what a program may import inside of a sandbox, too: one file may hold both its tasks and the code that runs them.
_NAMES_OF_RUNS = frozenset({"close_all", "get_run", "list_runs", "resume_run", "run", "run_with_worker", "start_run"})
_TYPES_OF_RUNS = frozenset({"ErrorInfo", "ExecutionInfo", "RunnerOptions", "RunnerResult"})


def __getattr__(name: str) -> Any:
    if name not in _HOST_NAMES:
        hidden = _hidden_file()
        if hidden is not None and not name.startswith("__"):
            raise ImportError(f"{hidden} cannot be imported: 'capsule' is Capsule's own module in a sandbox; rename the file")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import capsule_run
    except ImportError:
        if name in _TYPES_OF_RUNS:
            return dict
        if name in _NAMES_OF_RUNS:
            return _refuse(name)
        raise ImportError(f"capsule.{name} starts sandboxes, and cannot be used inside of one") from None
    return getattr(capsule_run, name)


def _refuse(name: str) -> Any:
    async def refuse(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"capsule.{name} starts sandboxes, and cannot be used inside of one")

    return refuse


def _hidden_file() -> Any:
    """In a sandbox, a file of the program that has this module's name."""
    try:
        from _capsule_guest import names  # pyright: ignore[reportMissingImports]
    except ImportError:
        return None  # plain Python
    return names.hidden_by_sdk()


def __dir__() -> list[str]:
    return [*globals(), *_HOST_NAMES]
