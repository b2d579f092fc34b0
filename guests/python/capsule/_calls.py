"""Tasks that call tasks: in a sandbox the host runs each in a sandbox of its own; elsewhere the functions just run."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import time
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from capsule._results import TaskResult

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultedTypeVar

    R = DefaultedTypeVar("R", covariant=True, default=Any)
else:
    R = TypeVar("R", covariant=True)
T = TypeVar("T")

_host: Any
_json: Any
try:
    from _capsule_guest import host as _host, results as _json  # pyright: ignore[reportMissingImports]
except ImportError:
    _host = _json = None  # plain Python

#: Outside a sandbox: whether a task is running.
_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("_inside", default=False)


class TaskHandle(Generic[R]):
    """A task that was started and goes on meanwhile. ``await`` it, or ask for its ``result()``."""

    __slots__ = ("_operation", "_result")

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self._result: TaskResult[R] | None = None

    def done(self) -> bool:
        """Whether it ended."""
        return self._result is not None or self._operation.done()

    def result(self) -> TaskResult[R]:
        """Waits until it has ended."""
        if self._result is None:
            self._result = TaskResult(self._operation.result()[0])
        return self._result

    def cancel(self) -> None:
        """Asks for its end: unless it ends before, its result is a failure of type ``cancelled``."""
        self._operation.cancel()

    def __await__(self) -> Generator[Any, Any, TaskResult[R]]:
        if self._result is None:
            value, _ = yield from self._operation.__await__()
            self._result = TaskResult(value)
        return self._result


class TaskMap(Generic[R]):
    """The calls of one task for many items. ``await`` it, or ask for its ``result()``: the results in the items' order."""

    def __init__(self, start: Callable[[Any], TaskHandle[R]], items: Iterable[Any], concurrency: int | None) -> None:
        if concurrency is not None and (not isinstance(concurrency, int) or concurrency < 1):
            raise ValueError(f"concurrency={concurrency!r} is not valid; use a whole number from 1, or None")
        if isinstance(items, TaskResult):
            items = cast("Iterable[Any]", items.unwrap())
        self._start = start
        self._items = list(items)
        self._concurrency = min(concurrency or len(self._items), len(self._items))

    def result(self) -> list[TaskResult[R]]:
        """Waits until all have ended."""
        handles: list[TaskHandle[R]] = []
        for item in self._items:
            while sum(not handle.done() for handle in handles[-2 * self._concurrency:]) >= self._concurrency:
                _wait_for_any()
            handles.append(self._start(item))
        return [handle.result() for handle in handles]

    def __await__(self) -> Generator[Any, Any, list[TaskResult[R]]]:
        return self._run().__await__()

    async def _run(self) -> list[TaskResult[R]]:
        results: list[Any] = [None] * len(self._items)
        todo = iter(enumerate(self._items))

        async def work() -> None:
            for index, item in todo:
                results[index] = await self._start(item)

        await asyncio.gather(*(work() for _ in range(self._concurrency)))
        return results


def call(task: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """What calling a task does: a ``TaskResult``, or something to await for it if the task is ``async``."""
    if _host is None:
        return _call_here(task, args, kwargs)
    if inspect.iscoroutinefunction(task.function):
        return start(task, args, kwargs)
    value = _host.call("task.run", _encode(args, kwargs), task=task.name)
    return TaskResult(value)


def start(task: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> TaskHandle[Any]:
    """Starts a task and goes on."""
    if _host is None:
        return TaskHandle(_Finished(_envelope_here(task, args, kwargs)))
    return TaskHandle(_host.start("task.run", _encode(args, kwargs), task=task.name))


def start_elsewhere(file: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> TaskHandle[Any]:
    """Starts a task of another program."""
    if _host is None:
        raise RuntimeError(f"tasks of {file} run in sandboxes: start the program with 'capsule run'")
    return TaskHandle(_host.start("task.run", _encode(args, kwargs), task=name, program=file))


async def gather(*handles: Awaitable[T]) -> list[T]:
    """Waits for all and gives their results in order."""
    return list(await asyncio.gather(*handles))


def _wait_for_any() -> None:
    if _host is not None:
        _host.wait(None)


def _encode(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
    try:
        return _json.encode({"args": list(args), "kwargs": dict(kwargs)}, "arguments")
    except _json.InvalidResult as error:
        raise TypeError(f"a task takes what JSON can hold: {error}") from None


def _call_here(task: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Outside a sandbox: the program's own code gets a plain value, a task gets what it gets in a sandbox."""
    if not _inside.get():
        return contextvars.copy_context().run(_run_inside, task.function, args, kwargs)
    if inspect.iscoroutinefunction(task.function):
        return _envelope_of(task, task.function(*args, **kwargs))
    return TaskResult(_envelope_here(task, args, kwargs))


def _run_inside(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    _inside.set(True)
    value = function(*args, **kwargs)
    return _await_inside(value) if inspect.isawaitable(value) else value


async def _await_inside(value: Awaitable[T]) -> T:
    _inside.set(True)
    return await value


def _envelope_here(task: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    if inspect.iscoroutinefunction(task.function):
        return asyncio.ensure_future(_envelope_of(task, task.function(*args, **kwargs)))
    begin = time.perf_counter()
    try:
        return _envelope(task, begin, contextvars.copy_context().run(_run_inside, task.function, args, kwargs), None)
    except Exception as error:
        return _envelope(task, begin, None, error)


async def _envelope_of(task: Any, value: Awaitable[Any]) -> TaskResult[Any]:
    begin = time.perf_counter()
    try:
        return TaskResult(_envelope(task, begin, await _await_inside(value), None))
    except Exception as error:
        return TaskResult(_envelope(task, begin, None, error))


def _envelope(task: Any, begin: float, value: Any, error: Exception | None) -> dict[str, Any]:
    return {
        "success": error is None,
        "result": value,
        "error": error and {
            "error_type": "task_error",
            "message": f"{type(error).__name__}: {error}",
            "exception": type(error).__name__,
        },
        "execution": {
            "task_name": task.name,
            "duration_ms": (time.perf_counter() - begin) * 1000,
            "retries": 0,
            "fuel_consumed": 0,
            "ram_used": 0,
            "host_requests": [],
        },
    }


def _is_awaitable(value: Any) -> bool:
    return inspect.isawaitable(value)


class _Finished:
    """Stands where the host's operations are, outside a sandbox."""

    def __init__(self, value: Any) -> None:
        self.value: Any = value

    def done(self) -> bool:
        return not _is_awaitable(self.value) or self.value.done()

    def result(self) -> tuple[Any, bytes]:
        if _is_awaitable(self.value):
            raise RuntimeError("outside a sandbox an async task has to be awaited")
        return self.value, b""

    def cancel(self) -> None:
        if _is_awaitable(self.value):
            self.value.cancel()

    def __await__(self) -> Generator[Any, Any, tuple[Any, bytes]]:
        value = self.value
        if _is_awaitable(value):
            value = yield from value.__await__()
        return value, b""
