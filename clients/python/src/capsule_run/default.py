"""The workers that a process has without asking for one: one for each path of the program ``capsule``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from capsule_run.envelope import Envelope
from capsule_run.request import Language, OnOutput, Path, RunArguments
from capsule_run.runs import ResumeArguments, RunHandle, RunInfo, Status
from capsule_run.tools import Tools
from capsule_run.worker import Worker

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")

_workers: dict[str, Worker] = {}


@overload
async def run(*, result_type: type[T], capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> Envelope[T]: ...


@overload
async def run(*, result_type: Any = None, capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> Envelope: ...


async def run(
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
    tools: Tools | None = None,
    durable: bool = False,
    key: str | None = None,
    on_output: OnOutput | None = None,
    result_type: Any = None,
    capsule_path: str = "capsule",
) -> Envelope[Any]:
    """Runs a task in a sandbox, and gives its envelope: ``result`` where it has ``success``, else ``error``.

    file: a file of Python, TypeScript or JavaScript, or an artifact that ``capsule build`` wrote (``.wasm``).
    source: the program itself, as text; in place of ``file``.
    language: the language of ``source``: ``"python"``, which is the default, ``"typescript"`` or ``"javascript"``.
    artifact: an artifact, whatever its name; in place of ``file``.
    task: the task's name; by default ``main``, or the only one.
    args, kwargs: its arguments, as JSON can hold them.
    mounts: folders for all tasks of the run, ``"HOST[::GUEST][:ro|:rw]"``, relative to ``cwd``, such as ``"./data"`` or ``"/srv/out::out:rw"``.
    cwd: where relative paths start, and capsule.toml is looked for; by default the current directory.
    compute, ram, timeout, max_output, max_retries: limits in place of those that the task declares.
    site_packages: a folder of installed packages; by default that of the active environment, or of ``.venv``.
    packages: packages to install for the run, such as ``["numpy>=2"]``, from the indexes of capsule.toml or of ``CAPSULE_INDEX``.
    tools: functions of this program, sync or async, that the tasks may call (``from capsule import tools``); a ``HostTool`` has bounds.
    durable, key: keep the run in the project's journal, as ``start_run`` does; ``run_id`` of the envelope is its id.
    on_output: called with what the task prints, and ``"stdout"`` or ``"stderr"``, as it happens.
    result_type: what ``unwrap()`` of the envelope reads the result as: a dataclass, ``list[int]``, a ``TypedDict`` and the like.
    capsule_path: the program ``capsule``.

    All runs of a process share one worker, which starts with the first and ends with the process. Cancelling the
    coroutine cancels the task. A task that fails raises nothing until ``unwrap()`` or
    ``raise_for_error()`` of its envelope is called; ``WorkerError`` says that there is no worker.
    """
    return await worker_for(capsule_path).run(
        file=file, source=source, language=language, artifact=artifact, task=task, args=args, kwargs=kwargs, mounts=mounts, cwd=cwd,
        compute=compute, ram=ram, timeout=timeout, max_output=max_output, max_retries=max_retries, site_packages=site_packages,
        packages=packages, tools=tools, durable=durable, key=key, on_output=on_output, result_type=result_type,
    )


@overload
def run_sync(*, result_type: type[T], capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> Envelope[T]: ...


@overload
def run_sync(*, result_type: Any = None, capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> Envelope: ...


def run_sync(
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
    tools: Tools | None = None,
    durable: bool = False,
    key: str | None = None,
    on_output: OnOutput | None = None,
    result_type: Any = None,
    capsule_path: str = "capsule",
) -> Envelope[Any]:
    """Does what ``run`` does, and waits for it. An interrupt cancels the task."""
    return worker_for(capsule_path).run_sync(
        file=file, source=source, language=language, artifact=artifact, task=task, args=args, kwargs=kwargs, mounts=mounts, cwd=cwd,
        compute=compute, ram=ram, timeout=timeout, max_output=max_output, max_retries=max_retries, site_packages=site_packages,
        packages=packages, tools=tools, durable=durable, key=key, on_output=on_output, result_type=result_type,
    )


@overload
async def start_run(*, result_type: type[T], capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> RunHandle[T]: ...


@overload
async def start_run(*, result_type: Any = None, capsule_path: str = ..., **arguments: Unpack[RunArguments]) -> RunHandle: ...


async def start_run(*, result_type: Any = None, capsule_path: str = "capsule", **arguments: Unpack[RunArguments]) -> RunHandle[Any]:
    """Starts a durable run, with arguments as for ``run``, and returns when it is in the project's journal.

    It executes here and goes on while the event loop runs. A run whose process ends is interrupted, and ``resume_run`` continues
    it where it was: its program is in a ``file`` or an ``artifact``, and its tools are given again.

    key: your own name for the run: one with the same key is not started again, but continued, waited for, or its result given.
    """
    return await worker_for(capsule_path).start_run(result_type=result_type, **arguments)


async def resume_run(
    id: str, *, cwd: Path | None = None, result_type: Any = None, capsule_path: str = "capsule", **arguments: Unpack[ResumeArguments]
) -> RunHandle[Any]:
    """Continues a durable run that was interrupted; of one that has ended, the handle has the result.

    id: the run's id, or its key. cwd: the project's folder, whose runs are meant; by default the current directory.
    mounts, site_packages, packages, tools: as the run was started with them. accept_changes: go on although the program was changed.
    """
    return await worker_for(capsule_path).resume_run(id, cwd=cwd, result_type=result_type, **arguments)


async def get_run(id: str, *, cwd: Path | None = None, result_type: Any = None, capsule_path: str = "capsule") -> RunHandle[Any]:
    """Finds a run of a project, by its id or its key, in whatever process it executes. Raises ``ProgramError`` where there is none."""
    return await worker_for(capsule_path).get_run(id, cwd=cwd, result_type=result_type)


async def list_runs(
    *, cwd: Path | None = None, status: Status | None = None, open: bool = False, limit: int = 100, capsule_path: str = "capsule"
) -> list[RunInfo]:
    """Lists the runs of a project, the youngest first. open: only those that have not ended."""
    return await worker_for(capsule_path).list_runs(cwd=cwd, status=status, open=open, limit=limit)


async def run_with_worker(
    *,
    file: Path,
    args: Sequence[Any] | None = None,
    mounts: Sequence[str] | None = None,
    cwd: Path | None = None,
    capsule_path: str = "capsule",
) -> Envelope:
    """Does what ``run`` does with these arguments. A file that is not there raises ``FileNotFoundError``."""
    path = os.path.abspath(os.path.join(os.fspath(cwd or os.getcwd()), os.fspath(file)))
    if not os.path.exists(path):
        advice = ": `capsule build` makes artifacts" if path.endswith(".wasm") else ""
        raise FileNotFoundError(f"there is no file {path}{advice}")
    return await run(file=path, args=args or (), mounts=mounts or (), cwd=cwd, capsule_path=capsule_path)


async def close_all() -> None:
    """Ends the workers that ``run`` and ``run_sync`` started, which cancels what they run. The next run starts another."""
    workers = [_workers.pop(path) for path in list(_workers)]
    await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(None, worker.close) for worker in workers))


def worker_for(capsule_path: str) -> Worker:
    """The worker that this process has for a path of the program."""
    # setdefault is one step: no two threads get different workers for the same program.
    return _workers.get(capsule_path) or _workers.setdefault(capsule_path, Worker(capsule_path))
