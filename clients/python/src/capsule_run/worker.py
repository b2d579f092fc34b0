"""A worker for many runs, from any thread and any event loop."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from capsule_run import command, request, runs
from capsule_run.connection import Connection, WorkerError
from capsule_run.envelope import Envelope, failed
from capsule_run.request import OnOutput, Path, RunArguments
from capsule_run.tool_calls import AsyncCalls, SyncMessages
from capsule_run.runs import ResumeArguments, RunHandle, RunInfo, Status
from capsule_run.tools import Toolbox, Tools

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")
#: Reads a message: gives the answer, or None where the message only tells of something.
Read = Callable[["dict[str, Any] | WorkerError"], "T | None"]

_workers: "weakref.WeakSet[Worker]" = weakref.WeakSet()


class Worker:
    """Runs tasks in sandboxes, many at once. It starts when it is first used, and again when its process died.

        async with Worker() as worker:
            envelope = await worker.run(file="hello.py")

    A run that was going on when the process died is answered with an envelope whose ``error_type`` is
    ``"internal_error"``. A worker that cannot be started raises ``WorkerError``.

    capsule_path: the program ``capsule``.
    max_concurrent: how many tasks run at once at most.
    """

    def __init__(self, capsule_path: str = "capsule", *, max_concurrent: int | None = None) -> None:
        self._command = [command.find(capsule_path), "worker", "--cancel-at-end"]
        if max_concurrent is not None:
            self._command += ["--max-concurrent", str(max_concurrent)]
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._is_closed = False
        _workers.add(self)

    @overload
    async def run(self, *, result_type: type[T], **arguments: Unpack[RunArguments]) -> Envelope[T]: ...

    @overload
    async def run(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> Envelope: ...

    async def run(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> Envelope[Any]:
        """Runs a task, as ``capsule.run`` does. Cancelling the coroutine cancels the task."""
        message, tools = self._message_of(arguments)
        return await self._exchange(message, self._reader_of_run(arguments.get("task"), arguments.get("on_output"), result_type), tools=tools)

    @overload
    def run_sync(self, *, result_type: type[T], **arguments: Unpack[RunArguments]) -> Envelope[T]: ...

    @overload
    def run_sync(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> Envelope: ...

    def run_sync(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> Envelope[Any]:
        """Runs a task, and waits for it. An interrupt cancels the task."""
        message, tools = self._message_of(arguments)
        return self._exchange_sync(message, self._reader_of_run(arguments.get("task"), arguments.get("on_output"), result_type), tools=tools)

    async def _exchange(
        self, message: dict[str, Any], read: Read[T], connection: Connection | None = None, tools: Toolbox | None = None
    ) -> T:
        """Sends a request, and gives what ``read`` makes of its answer. Cancelling the coroutine cancels the request."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        calls: AsyncCalls | None = None

        def take(message: dict[str, Any] | WorkerError) -> None:
            if answer.done():
                return
            try:
                result = None if calls is not None and calls.take(message) else read(message)
            except BaseException as error:
                answer.set_exception(error)
            else:
                if result is not None:
                    answer.set_result(result)

        def deliver(message: dict[str, Any] | WorkerError) -> None:
            try:
                loop.call_soon_threadsafe(take, message)
            except RuntimeError:
                pass  # the loop was closed, and nobody waits any more

        connection, number = self._send(message, deliver, connection)
        calls = AsyncCalls(tools, connection) if tools is not None else None
        try:
            return await answer
        except BaseException:
            connection.cancel(number)
            raise
        finally:
            if calls is not None:
                calls.end()

    def _exchange_sync(
        self, message: dict[str, Any], read: Read[T], connection: Connection | None = None, tools: Toolbox | None = None
    ) -> T:
        """Does what ``_exchange`` does, and waits for it. An interrupt cancels the request."""
        messages = SyncMessages(tools)
        connection, number = self._send(message, messages.put, connection)
        try:
            while True:
                result = read(messages.get(connection))
                if result is not None:
                    return result
        except BaseException:
            connection.cancel(number)
            raise

    @overload
    async def start_run(self, *, result_type: type[T], **arguments: Unpack[RunArguments]) -> RunHandle[T]: ...

    @overload
    async def start_run(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> RunHandle: ...

    async def start_run(self, *, result_type: Any = None, **arguments: Unpack[RunArguments]) -> RunHandle[Any]:
        """Starts a durable run, as ``capsule.start_run`` does."""
        return await runs.start(self, arguments, result_type)

    async def resume_run(self, id: str, *, cwd: Path | None = None, result_type: Any = None, **arguments: Unpack[ResumeArguments]) -> RunHandle[Any]:
        """Continues a durable run, as ``capsule.resume_run`` does."""
        return await runs.resume(self, id, _folder(cwd), result_type, arguments)

    async def get_run(self, id: str, *, cwd: Path | None = None, result_type: Any = None) -> RunHandle[Any]:
        """Finds a run, as ``capsule.get_run`` does."""
        message = {"method": "run_get", "run": id, "cwd": _folder(cwd)}
        found = (await self._exchange(message, self._reader_of_envelope(None))).raise_for_error()
        return RunHandle(self, runs.info_in(found.result).id, _folder(cwd), result_type)

    async def list_runs(self, *, cwd: Path | None = None, status: Status | None = None, open: bool = False, limit: int = 100) -> list[RunInfo]:
        """Lists runs, as ``capsule.list_runs`` does."""
        message = {"method": "run_list", "cwd": _folder(cwd), "status": status, "open": open, "limit": limit}
        listed = (await self._exchange(message, self._reader_of_envelope(None))).raise_for_error()
        return [runs.info_in(run) for run in listed.result["runs"]]

    def _message_of(self, arguments: RunArguments) -> tuple[dict[str, Any], Toolbox | None]:
        given = dict(arguments)
        given.pop("tools", None)
        tools = self._toolbox(arguments.get("tools"))
        if tools is not None:
            given["tools"] = tools.declarations
        return request.build(**cast("Any", given)), tools

    def _toolbox(self, functions: Tools | None) -> Toolbox | None:
        return Toolbox(functions) if functions else None

    def _reader_of_envelope(self, result_type: Any) -> Read[Envelope[Any]]:
        return self._reader_of_run(None, None, result_type)

    def _reader_of_run(self, task: str | None, on_output: OnOutput | None, result_type: Any) -> Read[Envelope[Any]]:
        return lambda message: _answer_in(message, task, on_output, result_type)

    def close(self) -> None:
        """Ends the process, which cancels what runs. The worker cannot be used any more."""
        with self._lock:
            self._is_closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _abandon(self) -> None:
        self._lock = threading.Lock()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abandon()

    @property
    def pid(self) -> int | None:
        """The process id, or None where no process runs."""
        connection = self._connection
        return connection.pid if connection is not None and connection.is_alive else None

    async def __aenter__(self) -> Worker:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.close)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(
        self, message: dict[str, Any], deliver: Any, connection: Connection | None
    ) -> tuple[Connection, int]:
        """Sends by a connection that is given, or by one that lives."""
        while True:
            used = connection or self._connect()
            number = used.send(message, deliver)
            if number is not None:
                return used, number
            if connection is not None:
                raise connection.end

    def _connect(self) -> Connection:
        connection = self._connection
        if connection is not None and connection.is_alive:
            return connection
        with self._lock:
            if self._is_closed:
                raise WorkerError("the worker was closed")
            if self._connection is None or not self._connection.is_alive:
                self._connection = Connection(self._command)
            return self._connection


def _folder(cwd: Path | None) -> str:
    return os.path.abspath(os.fspath(cwd or os.getcwd()))


def _answer_in(
    message: dict[str, Any] | WorkerError, task: str | None, on_output: OnOutput | None, result_type: Any
) -> Envelope[Any] | None:
    """The envelope that a message brings, or None when it tells of something else."""
    if isinstance(message, WorkerError):
        raise message
    event = message["event"]
    if event == "result":
        return Envelope(message["envelope"], result_type, message.get("run"))
    if event == "lost":
        return failed(task, "internal_error", message["message"])
    if event == "refused":
        return failed(task, "config_error", message["message"])
    if event == "output" and on_output is not None:
        on_output(message["text"], message["stream"])
    return None


def _close_all() -> None:
    for worker in list(_workers):
        worker.close()


def _after_fork() -> None:
    """A forked process has workers of its own. The parent's must not see this process hold their input open."""
    for worker in list(_workers):
        worker._abandon()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_after_fork)
