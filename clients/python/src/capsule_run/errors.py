"""The exceptions that ``unwrap`` raises: one for each kind of failure, all of them ``capsule.TaskError``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capsule._results import TaskError


class TaskRaisedError(TaskError):
    """The task raised an exception: its class's name is ``exception``, and ``traceback`` is what Python prints of it."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        super().__init__(result)
        error = result["error"] or {}
        self.exception: str | None = error.get("exception")
        self.traceback: str | None = error.get("traceback")


class TaskTimeoutError(TaskError, TimeoutError):
    """An attempt took longer than its ``timeout``."""


class TaskLimitError(TaskError):
    """A limit was reached: of compute, memory, the native stack, output, or of the whole run."""


class TaskPermissionError(TaskError, PermissionError):
    """The task was refused something that it was not granted."""


class TaskCancelledError(TaskError):
    """The task was cancelled."""


class InvalidResultError(TaskError, TypeError):
    """The task returned what JSON cannot hold, or what is not of the type that was asked for."""


class ProgramError(TaskError, ValueError):
    """The program could not be loaded, or a declaration or an argument has a wrong value."""


_KINDS: dict[str, type[TaskError]] = {
    "task_error": TaskRaisedError,
    "timeout": TaskTimeoutError,
    "fuel_exhausted": TaskLimitError,
    "memory_exceeded": TaskLimitError,
    "stack_overflow": TaskLimitError,
    "limit_exceeded": TaskLimitError,
    "permission_denied": TaskPermissionError,
    "cancelled": TaskCancelledError,
    "invalid_result": InvalidResultError,
    "build_error": ProgramError,
    "config_error": ProgramError,
}


def error_of(envelope: Mapping[str, Any]) -> TaskError:
    """The exception for the envelope of a task that failed. A kind that this version does not know is a ``TaskError``."""
    return _KINDS.get((envelope["error"] or {}).get("error_type", ""), TaskError)(envelope)
