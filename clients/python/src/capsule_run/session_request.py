"""What both kinds of sessions have in common: the requests that they send, and how they read answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from capsule_run.cell import Display, Text, part_in
from capsule_run.connection import Connection, WorkerError
from capsule_run.default import worker_for
from capsule_run.request import Language, Path
from capsule_run.tools import Toolbox, Tools
from capsule_run.worker import Read, Worker

_GRANTS = ("allowed_files", "allowed_hosts", "env_variables", "secrets")

#: Receives what a cell shows, as it happens.
OnShown = Callable[["Text | Display"], object]


class SessionError(RuntimeError):
    """A session cannot do what it was asked for. ``error_type`` is one of docs/reference/envelope.md."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class SessionLostError(WorkerError):
    """The worker that had the session ended, and the session's state is gone. ``reset()`` begins it anew."""


@dataclass(frozen=True)
class Snapshot:
    """A moment of a session, kept by the worker until ``drop_snapshot``."""

    id: str
    connection: Connection


class SessionFile(TypedDict):
    """A file or folder of a session."""

    path: str
    size: int
    is_folder: bool


class SessionArguments(TypedDict, total=False):
    """What sessions are made with; see ``Session``."""

    language: Language | None
    compute: str | int | None
    ram: str | int | None
    timeout: str | float | None
    disk: str | int | None
    total_output: str | int | None
    output_kept: int | None
    grace: str | float | None
    idle_timeout: str | float | None
    mounts: Sequence[str]
    site_packages: Path | None
    packages: Sequence[str]
    tools: Tools | None
    allowed_files: Sequence[str | Mapping[str, str]]
    allowed_hosts: Sequence[str]
    env_variables: Sequence[str]
    secrets: Mapping[str, Any]
    cwd: Path | None
    worker: Worker | None
    capsule_path: str


class SessionCore:
    """A session as both kinds know it: where it is, and what is sent for it."""

    def __init__(self, arguments: SessionArguments) -> None:
        given: dict[str, Any] = dict(arguments)
        worker = given.pop("worker", None)
        path = given.pop("capsule_path", None)
        self.worker: Worker = worker if isinstance(worker, Worker) else worker_for(str(path or "capsule"))
        # The worker stays where it was started; this program may have changed its directory since.
        self.folder = os.path.abspath(os.fspath(given.pop("cwd", None) or os.getcwd()))
        mounts = given.pop("mounts", None)
        language = given.pop("language", None)
        self.language: str = str(language or "python")
        folder_of_packages = given.pop("site_packages", None)
        packages = given.pop("packages", None)
        if isinstance(packages, (str, bytes)):
            raise TypeError("packages takes a list of requirements, not a string")
        functions = given.pop("tools", None)
        self.tools: Toolbox | None = Toolbox(functions) if functions else None
        grants = _filled({name: given.pop(name, None) for name in _GRANTS})
        self.creation = _filled(
            {
                "method": "session_create", "cwd": self.folder, "language": language, "options": _filled(given), "mounts": mounts, "grants": grants,
                "site_packages": None if folder_of_packages is None else os.fspath(folder_of_packages),
                "packages": None if packages is None else list(packages),
                "tools": None if self.tools is None else self.tools.declarations,
            }
        )
        self.start: dict[str, Any] = {}
        self.id: str | None = None
        self.connection: Connection | None = None
        self.is_closed = False

    def connect(self) -> Connection:
        """Where it is to be made: by a worker that lives, or by the one that has the snapshot that it starts from."""
        return self.connection or self.worker._connect()

    def create(self) -> dict[str, Any]:
        """The request that makes it."""
        return {**self.creation, **self.start}

    def of_fork(self, answer: dict[str, Any]) -> SessionCore:
        """The session that a fork gave."""
        other = SessionCore.__new__(SessionCore)
        other.__dict__.update(self.__dict__)
        other.id = answer["session"]
        return other

    def request(self, method: str, **members: Any) -> dict[str, Any]:
        """A request for this session."""
        return _filled({"method": f"session_{method}", "session": self.id, **members})

    def run(self, source: str, compute: str | int | None, timeout: str | float | None, stream: bool) -> dict[str, Any]:
        """The request to run a cell."""
        options = _filled({"compute": compute, "timeout": timeout})
        return self.request("run", source=source, options=options or None, stream=stream or None)

    def on_host(self, path: Path) -> str:
        """A file of this machine."""
        return os.path.join(self.folder, os.fspath(path))

    def refuse_closed(self) -> None:
        """Raises where the session was closed."""
        if self.is_closed:
            raise SessionError("config_error", "the session was closed")

    def lose(self, error: WorkerError) -> SessionLostError:
        """The error that says that the session is gone."""
        return SessionLostError(f"the session is lost: {error}; reset() begins it anew")


def _filled(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if value is not None and value != {}}


def reader(on_shown: OnShown | None = None) -> Read[dict[str, Any]]:
    """Reads messages up to the answer, which it gives whole."""

    def read(message: dict[str, Any] | WorkerError) -> dict[str, Any] | None:
        if isinstance(message, WorkerError):
            raise message
        event = message["event"]
        if event == "result":
            return message
        if event == "lost":
            raise WorkerError(message["message"])
        if event == "refused":
            raise SessionError("config_error", message["message"])
        if on_shown is not None and event in ("output", "display"):
            on_shown(part_in(message))
        return None

    return read


def result_of(answer: dict[str, Any]) -> Any:
    """The result in an answer. Raises ``SessionError`` where it holds none."""
    error = answer["envelope"]["error"]
    if error is not None and "cell" not in answer:
        raise SessionError(error["error_type"], error["message"])
    return answer["envelope"]["result"]
