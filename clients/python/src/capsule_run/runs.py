"""Durable runs: they outlive this process, and are resumed where they were (docs/how-to/write-durable-workflows.md)."""

from __future__ import annotations

import asyncio
import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar, cast

from capsule_run import typed
from capsule_run.connection import WorkerError
from capsule_run.envelope import Envelope
from capsule_run.request import OnOutput, Path, RunArguments
from capsule_run.tools import Tools

if TYPE_CHECKING:
    from capsule_run.worker import Read, Worker
    from typing_extensions import TypeVar as DefaultedTypeVar, Unpack

    T = DefaultedTypeVar("T", covariant=True, default=Any)
else:
    T = TypeVar("T", covariant=True)

Status = Literal["running", "waiting", "interrupted", "succeeded", "failed", "cancelled"]

#: Executions that nobody waits for: the event loop itself keeps tasks weakly.
_executions: set[asyncio.Task[Any]] = set()


@dataclass(frozen=True)
class RunInfo:
    """A run, as its journal has it."""

    id: str
    key: str | None
    status: Status
    """``interrupted``: the process that executed it is gone. A run that waits may be in no process either: see ``owned``."""
    task: str
    program: str
    """The program's path, relative to the project's folder."""
    durable: bool
    created: datetime.datetime
    updated: datetime.datetime
    ended: datetime.datetime | None
    wake_at: datetime.datetime | None
    """When it continues, where it sleeps."""
    awaited_signal: str | None
    """The signal that it waits for."""
    owned: bool
    """Whether a living process executes it. One that has not ended and that none executes can be resumed."""


class ResumeArguments(TypedDict, total=False):
    """What a run is resumed with; see ``resume_run``."""

    mounts: Sequence[str] | None
    site_packages: Path | None
    packages: Sequence[str]
    tools: Tools | None
    accept_changes: bool
    on_output: OnOutput | None


class RunHandle(Generic[T]):
    """A durable run, in whatever process it executes."""

    def __init__(self, worker: Worker, id: str, folder: str, result_type: Any, execution: asyncio.Task[Envelope[Any]] | None = None) -> None:
        self._worker = worker
        self._folder = folder
        self._result_type = result_type
        self._execution = execution
        self.id = id
        """The run's id, which stays the same when it is resumed."""

    async def info(self) -> RunInfo:
        """How far it has come."""
        return info_in(await self._ask("run_get"))

    async def status(self) -> Status:
        """Its status."""
        return (await self.info()).status

    async def signal(self, name: str, payload: Any = None) -> None:
        """Sends a signal, for ``await wait_for_signal(name)``, which gives the payload. It is kept until a task waits for it."""
        await self._ask("run_signal", name=name, payload=payload)

    async def cancel(self) -> None:
        """Ends the run for good."""
        await self._ask("run_cancel")

    async def result(self) -> Envelope[T]:
        """Waits until it has ended. Cancelling this ends the wait, and not the run.

        Where the process that executed the run is gone, ``unwrap()`` says so, and ``resume()`` continues it.
        """
        if self._execution is not None:
            return cast("Envelope[T]", await asyncio.shield(self._execution))
        return cast("Envelope[T]", await self._worker._exchange(
            {"method": "run_result", "run": self.id, "cwd": self._folder}, self._worker._reader_of_envelope(self._result_type)))

    async def resume(self, **arguments: Unpack[ResumeArguments]) -> RunHandle[T]:
        """Continues the run here, as ``resume_run`` does."""
        return await resume(self._worker, self.id, self._folder, self._result_type, arguments)

    async def _ask(self, method: str, **members: Any) -> Any:
        message = {"method": method, "run": self.id, "cwd": self._folder, **members}
        return (await self._worker._exchange(message, self._worker._reader_of_envelope(None))).raise_for_error().result

    def __repr__(self) -> str:
        return f"<durable run {self.id}>"


def info_in(run: Any) -> RunInfo:
    """Reads a run of an answer."""
    return cast("RunInfo", typed.convert(run, RunInfo, "run"))


async def start(worker: Worker, arguments: RunArguments, result_type: Any) -> RunHandle[Any]:
    """Starts a durable run; returns when it is in the journal."""
    message, tools = worker._message_of({**arguments, "durable": True})
    folder: str = message["cwd"]
    file = message.get("file")
    if isinstance(file, str) and not file.endswith(".wasm"):
        folder = os.path.dirname(os.path.join(folder, file))
    on_output = arguments.get("on_output")
    return await _execute(worker, message, worker._reader_of_run(arguments.get("task"), on_output, result_type), tools, folder, result_type)


async def resume(worker: Worker, id: str, folder: str, result_type: Any, arguments: ResumeArguments) -> RunHandle[Any]:
    """Continues a durable run; returns when it goes on, or has ended."""
    given = dict(arguments)
    on_output = cast("OnOutput | None", given.pop("on_output", None))
    given["mounts"] = list(arguments.get("mounts") or ()) or None
    given["packages"] = list(arguments.get("packages") or ()) or None
    site_packages = arguments.get("site_packages")
    given["site_packages"] = None if site_packages is None else os.fspath(site_packages)
    tools = worker._toolbox(arguments.get("tools"))
    given["tools"] = None if tools is None else tools.declarations
    message = {"method": "run_resume", "run": id, "cwd": folder, "stream": on_output is not None or None, **given}
    message = {name: value for name, value in message.items() if value is not None}
    return await _execute(worker, message, worker._reader_of_run(None, on_output, result_type), tools, folder, result_type)


async def _execute(
    worker: Worker, message: dict[str, Any], read: Read[Envelope[Any]], tools: Any, folder: str, result_type: Any
) -> RunHandle[Any]:
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def listen(message: dict[str, Any] | WorkerError) -> Envelope[Any] | None:
        if isinstance(message, dict) and message["event"] == "run_started" and not started.done():
            started.set_result(message["run"])
        return read(message)

    execution = asyncio.ensure_future(worker._exchange(message, listen, tools=tools))
    _executions.add(execution)
    execution.add_done_callback(_forget)
    try:
        await asyncio.wait({execution, started}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        execution.cancel()
        raise
    if started.done():
        return RunHandle(worker, started.result(), folder, result_type, execution)
    envelope = execution.result()
    if envelope.run_id is None:
        envelope.raise_for_error()
    return RunHandle(worker, envelope.run_id or "", folder, result_type, execution)


def _forget(execution: asyncio.Task[Any]) -> None:
    _executions.discard(execution)
    if not execution.cancelled():
        execution.exception()  # whoever asks for the result gets it; nobody has to
