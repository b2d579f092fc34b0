"""The answer to a run, as docs/reference/envelope.md describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar, overload

from capsule_run import typed
from capsule_run.errors import error_of

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultedTypeVar

    T = DefaultedTypeVar("T", covariant=True, default=Any)
else:
    T = TypeVar("T", covariant=True)
U = TypeVar("U")


class _FailureParts(TypedDict):
    error_type: str
    message: str


class Failure(_FailureParts, total=False):
    """Why a task failed."""

    exception: str
    traceback: str


class _HostRequestParts(TypedDict):
    method: str
    url: str
    status: int | None
    duration_ms: float
    bytes: int
    request_bytes: int
    headers: list[list[str]]


class HostRequest(_HostRequestParts, total=False):
    """An HTTP request that the host made for a task, or refused."""

    error: str


class Execution(TypedDict):
    """What running a task took."""

    task_name: str
    duration_ms: float
    retries: int
    fuel_consumed: int
    ram_used: int
    host_requests: list[HostRequest]


class Envelope(dict[str, Any], Generic[T]):
    """Whether a task returned, and what; or why it failed.

    It is the dictionary of docs/reference/envelope.md, with attributes for its members.
    """

    def __init__(self, members: Mapping[str, Any], result_type: Any = None, run_id: str | None = None) -> None:
        super().__init__(members)
        self._result_type = Any if result_type is None else result_type
        self.run_id = run_id
        """The run's id, where it is in a journal."""

    @property
    def success(self) -> bool:
        """Whether the task returned."""
        return bool(self["success"])

    @property
    def result(self) -> Any:
        """What it returned, as JSON holds it; None where it failed."""
        return self["result"]

    @property
    def error(self) -> Failure | None:
        """Why it failed, or None."""
        return self["error"]

    @property
    def execution(self) -> Execution:
        """What running it took."""
        return self["execution"]

    def raise_for_error(self) -> Envelope[T]:
        """The envelope itself; raises a ``TaskError`` where the task failed: see ``unwrap``."""
        if not self.success:
            raise error_of(self)
        return self

    @overload
    def unwrap(self) -> T: ...

    @overload
    def unwrap(self, result_type: type[U]) -> U: ...

    @overload
    def unwrap(self, result_type: Any) -> Any: ...

    def unwrap(self, result_type: Any = None) -> Any:
        """What the task returned, as ``result_type``, or as the one that the run was started with.

        Raises a ``TaskError`` where the task failed: ``TaskRaisedError``, ``TaskTimeoutError``, ``TaskLimitError``,
        ``TaskPermissionError``, ``TaskCancelledError``, ``ProgramError`` or, also where the result is of another type,
        ``InvalidResultError``.
        """
        self.raise_for_error()
        kind = self._result_type if result_type is None else result_type
        try:
            return typed.convert(self["result"], kind)
        except typed.Mismatch as mismatch:
            error = {"error_type": "invalid_result", "message": str(mismatch)}
            raise error_of({**self, "success": False, "error": error}) from mismatch

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: Literal["success"], /) -> bool: ...

        @overload
        def __getitem__(self, key: Literal["error"], /) -> Failure | None: ...

        @overload
        def __getitem__(self, key: Literal["execution"], /) -> Execution: ...

        @overload
        def __getitem__(self, key: str, /) -> Any: ...

        def __getitem__(self, key: str, /) -> Any: ...


#: The same under the names that other versions of this package have for it.
RunnerResult = Envelope
ExecutionInfo = Execution
ErrorInfo = Failure


def failed(task: str | None, error_type: str, message: str) -> Envelope[Any]:
    """The envelope of a task that the worker did not answer for."""
    return Envelope({
        "success": False,
        "result": None,
        "error": {"error_type": error_type, "message": message},
        "execution": {
            "task_name": task or "main",
            "duration_ms": 0,
            "retries": 0,
            "fuel_consumed": 0,
            "ram_used": 0,
            "host_requests": [],
        },
    })
