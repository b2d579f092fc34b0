"""What a worker is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypedDict

from capsule_run.tools import Tools

#: A language of code: JavaScript is a part of TypeScript.
Language = Literal["python", "typescript", "javascript"]

#: Receives what a task prints: the text, and whether it went to ``"stdout"`` or ``"stderr"``.
OnOutput = Callable[[str, Literal["stdout", "stderr"]], object]
Path = str | os.PathLike[str]


class RunArguments(TypedDict, total=False):
    """The arguments of ``run``; see there."""

    file: Path | None
    source: str | None
    language: Language | None
    artifact: Path | None
    task: str | None
    args: Sequence[Any] | None
    kwargs: Mapping[str, Any] | None
    mounts: Sequence[str] | None
    cwd: Path | None
    compute: str | int | None
    ram: str | int | None
    timeout: str | float | None
    max_output: str | int | None
    max_retries: int | None
    site_packages: Path | None
    packages: Sequence[str]
    tools: Tools | None
    durable: bool
    key: str | None
    on_output: OnOutput | None


class RunnerOptions(TypedDict, total=False):
    """The arguments of ``run`` that most programs need."""

    file: Path
    args: Sequence[Any]
    mounts: Sequence[str]
    cwd: Path | None
    capsule_path: str


def build(
    *,
    file: Path | None = None,
    source: str | None = None,
    language: Language | None = None,
    artifact: Path | None = None,
    task: str | None = None,
    args: Sequence[Any] | None = (),
    kwargs: Mapping[str, Any] | None = None,
    mounts: Sequence[str] | None = (),
    cwd: Path | None = None,
    compute: str | int | None = None,
    ram: str | int | None = None,
    timeout: str | float | None = None,
    max_output: str | int | None = None,
    max_retries: int | None = None,
    site_packages: Path | None = None,
    packages: Sequence[str] = (),
    tools: Sequence[Mapping[str, Any]] = (),
    durable: bool = False,
    key: str | None = None,
    on_output: OnOutput | None = None,
) -> dict[str, Any]:
    """The message for a run, but its id. Raises ``TypeError`` for arguments that contradict each other."""
    if sum(given is not None for given in (file, source, artifact)) != 1:
        raise TypeError("give one of file, source and artifact")
    if isinstance(args, (str, bytes)):
        raise TypeError("args takes a list of arguments, not a string")
    if isinstance(packages, (str, bytes)):
        raise TypeError("packages takes a list of requirements, not a string")
    options = {"compute": compute, "ram": ram, "timeout": timeout, "max_output": max_output, "max_retries": max_retries}
    message: dict[str, Any] = {
        "method": "run",
        "file": _path(file),
        "source": source,
        "language": language,
        "artifact": _path(artifact),
        "task": task,
        "args": list(args or ()),
        "kwargs": dict(kwargs or {}),
        "mounts": list(mounts or ()),
        # The worker stays where it was started; this program may have changed its directory since.
        "cwd": os.path.abspath(_path(cwd) or os.getcwd()),
        "site_packages": _path(site_packages),
        "packages": list(packages),
        "tools": list(tools),
        "durable": durable,
        "key": key,
        "options": {name: value for name, value in options.items() if value is not None},
        "stream": on_output is not None,
    }
    return {name: value for name, value in message.items() if value not in (None, [], {}, False)}


def _path(path: Path | None) -> str | None:
    return None if path is None else os.fspath(path)
