"""The answer to a run, as docs/reference/envelope.md describes it."""

from __future__ import annotations

from typing import Any, TypedDict


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


class Envelope(TypedDict):
    """Whether a task returned, and what; or why it failed."""

    success: bool
    result: Any
    error: Failure | None
    execution: Execution


#: The same under the names that other versions of this package have for it.
RunnerResult = Envelope
ExecutionInfo = Execution
ErrorInfo = Failure


def failed(task: str | None, error_type: str, message: str) -> Envelope:
    """The envelope of a task that the worker did not answer for."""
    return {
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
    }
