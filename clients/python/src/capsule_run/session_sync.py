"""Sessions for programs without asyncio."""

from __future__ import annotations

import base64
import threading
import warnings
from collections.abc import Generator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from capsule_run.cell import Cell, Display, Text, cell_in
from capsule_run.connection import WorkerError
from capsule_run.request import Path
from capsule_run.tool_calls import SyncMessages
from capsule_run.session_request import (
    OnShown, SessionArguments, SessionCore, SessionFile, Snapshot, reader, result_of,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack


class SessionSync:
    """A session for programs without asyncio: all that ``Session`` has, and each call waits until it is done.

        with SessionSync(ram="128MB") as session:
            session.run("x = 20")
            print(session.run("x + 1").value)

    Its methods can be called from several threads. Ctrl-C while a cell runs interrupts the cell, and the session stays.
    """

    def __init__(self, **arguments: Unpack[SessionArguments]) -> None:
        self._core = SessionCore(arguments)
        self._opening = threading.Lock()

    @classmethod
    def load(cls, path: Path, **arguments: Unpack[SessionArguments]) -> SessionSync:
        """A session that goes on from a file that ``save`` wrote on this machine."""
        session = cls(**arguments)
        session._core.start = {"from_file": session._core.on_host(path)}
        return session

    @classmethod
    def resume(cls, id: str, **arguments: Unpack[SessionArguments]) -> SessionSync:
        """The session that ``suspend`` left on the disk."""
        session = cls(**arguments)
        session._core.start = {"resume": id}
        return session

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, **arguments: Unpack[SessionArguments]) -> SessionSync:
        """A session that starts from a moment of another one of the same worker."""
        session = cls(**arguments)
        session._core.start = {"snapshot": snapshot.id}
        session._core.connection = snapshot.connection
        return session

    @property
    def id(self) -> str | None:
        """The session's id, by which ``resume`` finds it; None before it is open."""
        return self._core.id

    def open(self) -> SessionSync:
        """Makes the session, which the first use does as well."""
        core = self._core
        core.refuse_closed()
        with self._opening:
            if core.id is None:
                connection = core.connect()
                created = core.worker._exchange_sync(core.create(), reader(), connection)
                core.id, core.connection = result_of(created)["session"], connection
        return self

    def run(
        self, source: str, *, compute: str | int | None = None, timeout: str | float | None = None,
        on_output: OnShown | None = None,
    ) -> Cell:
        """Runs a cell: any number of statements, of which the last may be an expression.

        compute, timeout: limits of this call. on_output: called with each ``Text`` and ``Display`` as it happens.
        Ctrl-C interrupts the cell, and the session stays.
        """
        self.open()
        message = self._core.run(source, compute, timeout, on_output is not None)
        answer = self._exchange(message, on_output)
        result_of(answer)
        return cell_in(answer)

    def stream(
        self, source: str, *, compute: str | int | None = None, timeout: str | float | None = None
    ) -> Generator[Text | Display | Cell, None, None]:
        """Runs a cell, and gives what it shows as it happens; the last item is the ``Cell``.

        Whoever stops before the end interrupts the cell, when the iterator is closed.
        """
        self.open()
        shown: list[Text | Display] = []
        read, core = reader(shown.append), self._core
        messages = SyncMessages(core.tools)
        try:
            connection, number = core.worker._send(core.run(source, compute, timeout, True), messages.put, core.connection)
            try:
                while (answer := read(messages.get(connection))) is None:
                    yield from shown
                    shown.clear()
            except BaseException:
                connection.cancel(number)
                raise
        except WorkerError as error:
            raise core.lose(error) from error
        result_of(answer)
        yield cell_in(answer)

    def interrupt(self) -> bool:
        """Interrupts the cell that runs, which gets a ``KeyboardInterrupt``; whether one was running."""
        return bool(self._ask("interrupt"))

    def write_file(self, path: str, contents: str | bytes) -> None:
        """Writes a file of the session; relative paths are below its workspace."""
        if isinstance(contents, str):
            self._ask("write_file", path=path, text=contents)
        else:
            self._ask("write_file", path=path, base64=base64.b64encode(contents).decode())

    def read_file(self, path: str) -> bytes:
        """Reads a file of the session, 8 MiB at most; ``export_file`` has no such bound."""
        return base64.b64decode((self._ask("read_file", path=path))["base64"])

    def import_file(self, source: Path, path: str) -> int:
        """Copies a file of this machine into the session; gives its size."""
        return int((self._ask("write_file", path=path, from_file=self._core.on_host(source)))["size"])

    def export_file(self, path: str, target: Path) -> int:
        """Copies a file of the session to this machine, over what is there; gives its size."""
        return int((self._ask("read_file", path=path, to_file=self._core.on_host(target)))["size"])

    def list_files(self, folder: str = ".") -> list[SessionFile]:
        """Lists everything below a folder of the session."""
        files: list[SessionFile] = (self._ask("list_files", path=folder))["files"]
        return files

    def delete_file(self, path: str) -> None:
        """Deletes a file, or an empty folder."""
        self._ask("delete_file", path=path)

    def fork(self) -> SessionSync:
        """A new session that goes on from here, apart from this one."""
        session = SessionSync.__new__(SessionSync)
        session._opening = threading.Lock()
        session._core = self._core.of_fork(self._ask("fork"))
        return session

    def snapshot(self) -> Snapshot:
        """Keeps this moment."""
        answer = self._ask("snapshot")
        assert self._core.connection is not None
        return Snapshot(answer["snapshot"], self._core.connection)

    def restore(self, snapshot: Snapshot) -> None:
        """Returns to a moment of this session, or of another one of the same worker."""
        self._ask("restore", snapshot=snapshot.id)

    def drop_snapshot(self, snapshot: Snapshot) -> None:
        """Gives back the memory that a snapshot takes."""
        self.open()
        self._exchange({"method": "snapshot_drop", "snapshot": snapshot.id})

    def save(self, path: Path) -> int:
        """Writes the session to a file of this machine, for ``load``; gives its size."""
        return int((self._ask("save", to_file=self._core.on_host(path)))["size"])

    def suspend(self) -> str:
        """Leaves the session on the disk, and ends it here; gives its id, for ``resume``, also in another process."""
        id: str = (self._ask("suspend"))["session"]
        self._core.is_closed = True
        return id

    def reset(self) -> None:
        """Begins anew, with a fresh interpreter and no files. A session that was lost is there again."""
        core = self._core
        core.refuse_closed()
        if core.id is not None and core.connection is not None and core.connection.is_alive:
            self._ask("reset")
            return
        core.id = core.connection = None
        core.start = {}
        self.open()

    def close(self) -> None:
        """Ends the session; a cell that runs is interrupted."""
        core = self._core
        if core.is_closed:
            return
        core.is_closed = True
        if core.id is not None and core.connection is not None and core.connection.is_alive:
            try:
                result_of(self._exchange(core.request("close")))
            except WorkerError:
                pass  # it ended with its worker

    def __enter__(self) -> SessionSync:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        core = getattr(self, "_core", None)
        if core is not None and core.id is not None and not core.is_closed and core.connection.is_alive:
            warnings.warn(f"unclosed session {core.id}", ResourceWarning, source=self)

    def _ask(self, method: str, **members: Any) -> Any:
        self.open()
        return result_of(self._exchange(self._core.request(method, **members)))

    def _exchange(self, message: dict[str, Any], on_output: OnShown | None = None) -> dict[str, Any]:
        try:
            return self._core.worker._exchange_sync(message, reader(on_output), self._core.connection, self._core.tools)
        except WorkerError as error:
            raise self._core.lose(error) from error
