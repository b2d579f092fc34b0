"""The ``task`` decorator.

Declaring a task checks nothing and limits nothing by itself: the host reads the declarations when it builds the
program, checks every value there, and enforces them from outside the sandbox.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypedDict, TypeVar, cast, overload

from capsule import _calls
from capsule._calls import TaskHandle, TaskMap
from capsule._results import TaskResult

if TYPE_CHECKING:
    from typing_extensions import Unpack

P = ParamSpec("P")
R = TypeVar("R", covariant=True)
T = TypeVar("T")


class Folder(TypedDict, total=False):
    """A folder of the project that a task may use."""

    path: str
    mode: Literal["read-only", "ro", "read-write", "rw"]


class Retry(TypedDict, total=False):
    """Which failures are met with another attempt, how often, and after what pause."""

    max: int
    backoff: Literal["constant", "linear", "exponential"]
    initial: str | float
    max_delay: str | float
    jitter: bool
    on: Sequence[str]


#: Where a secret may be sent, and in what parts of a request.
Secret = TypedDict("Secret", {"hosts": Sequence[str], "in": Sequence[Literal["headers", "body"]]}, total=False)


class TaskOptions(TypedDict, total=False):
    """What a task may declare besides its name; see ``task``."""

    compute: Literal["LOW", "MEDIUM", "HIGH"] | str | int | None
    ram: str | int | None
    timeout: str | float | None
    max_output: str | int | None
    max_retries: int | None
    retry: Retry | None
    allowed_files: Sequence[str | Folder] | None
    allowed_hosts: Sequence[str] | None
    env_variables: Sequence[str] | None
    secrets: Mapping[str, Sequence[str] | Secret] | None
    tools: Sequence[str] | None


class Task(Generic[P, R]):
    """A declared task.

    Called by another task, it runs in a sandbox of its own, and the call gives its envelope as a ``TaskResult``; an
    ``async`` task gives something to await for it. Outside a sandbox the function just runs.
    """

    def __init__(self, function: Callable[P, R], options: Mapping[str, Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.options = dict(options)
        # inspect.iscoroutinefunction() then answers for the task as it does for the function.
        mark = getattr(inspect, "markcoroutinefunction", None)  # Python 3.12 and later
        if mark is not None and inspect.iscoroutinefunction(function):
            mark(self)

    @property
    def name(self) -> str:
        """The name that the host knows the task by."""
        name = self.options.get("name")
        return name if isinstance(name, str) else self.function.__name__

    # An async task is one of the other overload, too; the first that fits counts.
    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self: Task[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[TaskResult[T]]: ...

    @overload
    def __call__(self: Task[P, T], *args: P.args, **kwargs: P.kwargs) -> TaskResult[T]: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _calls.call(self, args, kwargs)

    @overload
    def start(self: Task[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> TaskHandle[T]: ...

    @overload
    def start(self: Task[P, T], *args: P.args, **kwargs: P.kwargs) -> TaskHandle[T]: ...

    def start(self, *args: Any, **kwargs: Any) -> TaskHandle[Any]:
        """Starts the task and goes on. The handle has its ``result()``, can be awaited, and can ``cancel()`` it."""
        return _calls.start(self, args, kwargs)

    @overload
    def map(self: Task[P, Coroutine[Any, Any, T]], items: Iterable[Any], *, concurrency: int | None = None) -> TaskMap[T]: ...

    @overload
    def map(self: Task[P, T], items: Iterable[Any], *, concurrency: int | None = None) -> TaskMap[T]: ...

    def map(self, items: Iterable[Any], *, concurrency: int | None = None) -> TaskMap[Any]:
        """Calls the task once for each item, all at the same time or so many as ``concurrency`` says."""
        start: Callable[..., TaskHandle[Any]] = self.start
        return TaskMap(start, items, concurrency)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else functools.partial(cast("Callable[..., Any]", self), instance)

    def __repr__(self) -> str:
        return f"<task {self.name!r} of {self.function.__module__}.{self.function.__qualname__}>"


#: Every task declared in this interpreter, in the order of declaration.
registry: list[Task[..., Any]] = []


@overload
def task(function: Callable[P, T], /) -> Task[P, T]: ...


@overload
def task(name: str, /, **options: Unpack[TaskOptions]) -> Callable[[Callable[P, T]], Task[P, T]]: ...


@overload
def task(*, name: str | None = None, **options: Unpack[TaskOptions]) -> Callable[[Callable[P, T]], Task[P, T]]: ...


def task(function: Callable[..., Any] | str | None = None, /, **options: Any) -> Any:
    """Declare a function as a task.

    name: the task's name, which may be written alone, as in ``@task("load")``; the function's own by default. The task named ``main`` is the program's entry.
    compute: ``"LOW"``, ``"MEDIUM"``, ``"HIGH"``, or a number of units.
    ram: memory, ``"64MB"``, ``"512MiB"``, ``"2GB"``, or bytes as a number.
    timeout: time for one attempt, ``"30s"``, ``"5m"``, ``"1h30m"``, ``"500ms"``, or seconds as a number.
    max_output: how much one attempt may print, to both streams together, ``"64KB"``, ``"1MiB"``, or bytes as a number; 256 MiB by default.
    max_retries: how many times a failed attempt is repeated.
    retry: the same with pauses and conditions, ``{"max": 5, "backoff": "exponential", "initial": "1s",
        "max_delay": "1m", "jitter": True, "on": ["timeout", "task_error:ConnectionError"]}``.
    allowed_files: folders of the project that the task may use.
    allowed_hosts: hosts that the task may send HTTP requests to.
    env_variables: names of environment variables that the task may see.
    secrets: variables whose values the task may send and never sees, with the hosts that may get them,
        ``{"API_KEY": ["api.example.org"]}``.
    tools: names of the host program's functions that the task may call; all that the run is granted by default.
    """

    if isinstance(function, str):
        return task(**cast("dict[str, Any]", {"name": function, **options}))

    def declare(target: Callable[..., Any]) -> Task[..., Any]:
        if isinstance(target, Task):
            raise TypeError(f"{target!r} is declared as a task twice")
        if not callable(target) or not hasattr(target, "__name__"):
            raise TypeError(f"only functions can be tasks, not {target!r}")
        declared = Task(target, options)
        registry.append(declared)
        return declared

    return declare if function is None else declare(function)
