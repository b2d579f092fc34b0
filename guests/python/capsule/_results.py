"""What calling a task gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultedTypeVar

    R = DefaultedTypeVar("R", covariant=True, default=Any)
else:
    R = TypeVar("R", covariant=True)


class TaskError(Exception):
    """A task failed.

    error_type: what kind of failure, such as ``"timeout"`` or ``"task_error"``.
    message: the failure in words.
    result: the whole result.
    """

    def __init__(self, result: Mapping[str, Any]) -> None:
        error = result["error"] or {}
        self.result: Mapping[str, Any] = result
        self.error_type: str = error.get("error_type", "internal_error")
        self.message: str = error.get("message", "")
        super().__init__(f"{result['execution']['task_name']}: {self.error_type}: {self.message}")


class ToolError(RuntimeError):
    """A function of the host program failed. What it says is what the host program wants to be known."""


class TaskResult(dict[str, Any], Generic[R]):
    """The envelope of a task: a dict with ``success``, ``result``, ``error`` and ``execution``, and these attributes."""

    @property
    def success(self) -> bool:
        """Whether the task returned."""
        return bool(self["success"])

    @property
    def result(self) -> R | None:
        """What it returned, or ``None``."""
        return cast("R | None", self["result"])

    @property
    def error(self) -> dict[str, Any] | None:
        """``{"error_type", "message", …}``, or ``None``."""
        return self["error"]

    @property
    def execution(self) -> dict[str, Any]:
        """What it took: ``task_name``, ``duration_ms``, ``retries``, ``fuel_consumed``, ``ram_used``, ``host_requests``."""
        return self["execution"]

    @property
    def task_name(self) -> str:
        """The task's name."""
        return str(self["execution"]["task_name"])

    def unwrap(self) -> R:
        """What the task returned; raises ``TaskError`` if it failed."""
        if not self.success:
            raise TaskError(self)
        return cast("R", self["result"])

    def __bool__(self) -> bool:
        return self.success
