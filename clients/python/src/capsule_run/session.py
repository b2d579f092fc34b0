"""Sessions for asyncio programs."""

from __future__ import annotations

import asyncio
import base64
import warnings
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from capsule_run.cell import Cell, Display, Text, cell_in
from capsule_run.connection import WorkerError
from capsule_run.request import Path
from capsule_run.session_request import (
    OnShown, SessionArguments, SessionCore, SessionFile, Snapshot, reader, result_of,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Session:
    """An interpreter in a sandbox, which keeps its state from call to call.

        async with Session(ram="128MB") as session:
            await session.run("x = 20")
            print((await session.run("x + 1")).value)

    language: of its cells: ``"python"``, which is the default, or ``"typescript"``, of which JavaScript is a part.
    compute, timeout: limits of each call. ram: memory of the session, its files included. disk: of the files alone.
    total_output: how much it may print in all. output_kept: how many characters of a call's output its result holds.
    grace: how long a call that was interrupted may take to end. idle_timeout: after so long the session goes to the disk.
    mounts: folders, as for ``capsule.run``. site_packages: a folder of installed packages, or a virtual environment, to import from;
    relative to cwd. packages: packages to install, such as ``["numpy>=2"]``, from the indexes of capsule.toml or of ``CAPSULE_INDEX``.
    tools: functions of this program that cells may call (``from capsule import tools``), as for ``capsule.run``.
    allowed_files, allowed_hosts, env_variables, secrets: what tasks declare by these names.
    cwd: where relative paths of this machine start; by default the current directory.
    worker: the worker that has it; by default the one that all of the process shares. capsule_path: the program ``capsule``.

    Calls are done one after the other, in their order. A cell that fails raises nothing: its ``Cell`` says so.
    ``SessionError`` says that something else cannot be done, ``SessionLostError`` that the worker ended and the state is gone.
    Sessions that are not closed stay until the process ends.
    """

    def __init__(self, **arguments: Unpack[SessionArguments]) -> None:
        self._core = SessionCore(arguments)
        self._opening = asyncio.Lock()

    @classmethod
    def load(cls, path: Path, **arguments: Unpack[SessionArguments]) -> Session:
        """A session that goes on from a file that ``save`` wrote on this machine."""
        session = cls(**arguments)
        session._core.start = {"from_file": session._core.on_host(path)}
        return session

    @classmethod
    def resume(cls, id: str, **arguments: Unpack[SessionArguments]) -> Session:
        """The session that ``suspend`` left on the disk."""
        session = cls(**arguments)
        session._core.start = {"resume": id}
        return session

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, **arguments: Unpack[SessionArguments]) -> Session:
        """A session that starts from a moment of another one of the same worker."""
        session = cls(**arguments)
        session._core.start = {"snapshot": snapshot.id}
        session._core.connection = snapshot.connection
        return session

    @property
    def id(self) -> str | None:
        """The session's id, by which ``resume`` finds it; None before it is open."""
        return self._core.id

    async def open(self) -> Session:
        """Makes the session, which the first use does as well."""
        core = self._core
        core.refuse_closed()
        async with self._opening:
            if core.id is None:
                connection = core.connect()
                created = await core.worker._exchange(core.create(), reader(), connection)
                core.id, core.connection = result_of(created)["session"], connection
        return self

    async def run(
        self, source: str, *, compute: str | int | None = None, timeout: str | float | None = None,
        on_output: OnShown | None = None,
    ) -> Cell:
        """Runs a cell: any number of statements, of which the last may be an expression.

        compute, timeout: limits of this call. on_output: called with each ``Text`` and ``Display`` as it happens.
        Cancelling the coroutine interrupts the cell, and the session stays.
        """
        await self.open()
        message = self._core.run(source, compute, timeout, on_output is not None)
        answer = await self._exchange(message, on_output)
        result_of(answer)
        return cell_in(answer)

    async def stream(
        self, source: str, *, compute: str | int | None = None, timeout: str | float | None = None
    ) -> AsyncGenerator[Text | Display | Cell, None]:
        """Runs a cell, and gives what it shows as it happens; the last item is the ``Cell``.

        Whoever stops before the end interrupts the cell, when the iterator is closed (``contextlib.aclosing``).
        """
        parts: asyncio.Queue[Text | Display | None] = asyncio.Queue()
        running = asyncio.ensure_future(self.run(source, compute=compute, timeout=timeout, on_output=parts.put_nowait))
        running.add_done_callback(lambda _: parts.put_nowait(None))
        try:
            while (part := await parts.get()) is not None:
                yield part
            yield await running
        finally:
            if not running.done():
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def interrupt(self) -> bool:
        """Interrupts the cell that runs, which gets a ``KeyboardInterrupt``; whether one was running."""
        return bool(await self._ask("interrupt"))

    async def write_file(self, path: str, contents: str | bytes) -> None:
        """Writes a file of the session; relative paths are below its workspace."""
        if isinstance(contents, str):
            await self._ask("write_file", path=path, text=contents)
        else:
            await self._ask("write_file", path=path, base64=base64.b64encode(contents).decode())

    async def read_file(self, path: str) -> bytes:
        """Reads a file of the session, 8 MiB at most; ``export_file`` has no such bound."""
        return base64.b64decode((await self._ask("read_file", path=path))["base64"])

    async def import_file(self, source: Path, path: str) -> int:
        """Copies a file of this machine into the session; gives its size."""
        return int((await self._ask("write_file", path=path, from_file=self._core.on_host(source)))["size"])

    async def export_file(self, path: str, target: Path) -> int:
        """Copies a file of the session to this machine, over what is there; gives its size."""
        return int((await self._ask("read_file", path=path, to_file=self._core.on_host(target)))["size"])

    async def list_files(self, folder: str = ".") -> list[SessionFile]:
        """Lists everything below a folder of the session."""
        files: list[SessionFile] = (await self._ask("list_files", path=folder))["files"]
        return files

    async def delete_file(self, path: str) -> None:
        """Deletes a file, or an empty folder."""
        await self._ask("delete_file", path=path)

    async def fork(self) -> Session:
        """A new session that goes on from here, apart from this one."""
        session = Session.__new__(Session)
        session._opening = asyncio.Lock()
        session._core = self._core.of_fork(await self._ask("fork"))
        return session

    async def snapshot(self) -> Snapshot:
        """Keeps this moment."""
        answer = await self._ask("snapshot")
        assert self._core.connection is not None
        return Snapshot(answer["snapshot"], self._core.connection)

    async def restore(self, snapshot: Snapshot) -> None:
        """Returns to a moment of this session, or of another one of the same worker."""
        await self._ask("restore", snapshot=snapshot.id)

    async def drop_snapshot(self, snapshot: Snapshot) -> None:
        """Gives back the memory that a snapshot takes."""
        await self.open()
        await self._exchange({"method": "snapshot_drop", "snapshot": snapshot.id})

    async def save(self, path: Path) -> int:
        """Writes the session to a file of this machine, for ``load``; gives its size."""
        return int((await self._ask("save", to_file=self._core.on_host(path)))["size"])

    async def suspend(self) -> str:
        """Leaves the session on the disk, and ends it here; gives its id, for ``resume``, also in another process."""
        id: str = (await self._ask("suspend"))["session"]
        self._core.is_closed = True
        return id

    async def reset(self) -> None:
        """Begins anew, with a fresh interpreter and no files. A session that was lost is there again."""
        core = self._core
        core.refuse_closed()
        if core.id is not None and core.connection is not None and core.connection.is_alive:
            await self._ask("reset")
            return
        core.id = core.connection = None
        core.start = {}
        await self.open()

    async def close(self) -> None:
        """Ends the session; a cell that runs is interrupted."""
        core = self._core
        if core.is_closed:
            return
        core.is_closed = True
        if core.id is not None and core.connection is not None and core.connection.is_alive:
            try:
                result_of(await self._exchange(core.request("close")))
            except WorkerError:
                pass  # it ended with its worker

    async def __aenter__(self) -> Session:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __del__(self) -> None:
        core = getattr(self, "_core", None)
        if core is not None and core.id is not None and not core.is_closed and core.connection.is_alive:
            warnings.warn(f"unclosed session {core.id}", ResourceWarning, source=self)

    async def _ask(self, method: str, **members: Any) -> Any:
        await self.open()
        return result_of(await self._exchange(self._core.request(method, **members)))

    async def _exchange(self, message: dict[str, Any], on_output: OnShown | None = None) -> dict[str, Any]:
        try:
            return await self._core.worker._exchange(message, reader(on_output), self._core.connection, self._core.tools)
        except WorkerError as error:
            raise self._core.lose(error) from error
