"""What a call of a session gives back, as docs/reference/worker-protocol.md describes it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, overload

from capsule_run import typed
from capsule_run.envelope import Failure

T = TypeVar("T")

_MISSING = re.compile(r"ModuleNotFoundError: No module named '(\w{1,100})")


class CellError(RuntimeError):
    """A cell failed: ``str()`` of it is the traceback where Python raised, and the limit that was reached; ``cell`` has everything else."""

    def __init__(self, cell: Cell, message: str | None = None) -> None:
        error: Failure = cell.error or {"error_type": "invalid_result", "message": message or ""}
        hint = f"\n{cell.hint}" if cell.hint is not None else ""
        super().__init__(text_of_failure(error).rstrip("\n") + hint)
        self.cell = cell
        self.error_type = error["error_type"]


def text_of_failure(error: Failure) -> str:
    """A failure for people and models. Of a limit, the traceback only says where the cell was then."""
    traceback = error.get("traceback")
    if traceback is None:
        return error["message"]
    return traceback if error["error_type"] == "task_error" else f"{traceback.rstrip()}\n{error['error_type']}: {error['message']}"


@dataclass(frozen=True)
class Text:
    """Something that a cell printed."""

    text: str
    stream: Literal["stdout", "stderr"]


@dataclass(frozen=True)
class Display:
    """Something that a cell displayed: its representations by MIME type, bytes in base64."""

    data: dict[str, Any]

    def bytes_of(self, mime_type: str) -> bytes:
        """The bytes of a representation such as ``image/png``. Raises ``KeyError`` where there is none."""
        return base64.b64decode(self.data[mime_type])


@dataclass(frozen=True)
class WrittenFile:
    """A file that a cell made or changed in the session's workspace: ``Session.read_file(path)`` has its contents."""

    path: str
    size: int


@dataclass(frozen=True)
class Cell:
    """How a call of a session ended."""

    number: int
    """The cell's number, from 1; 0 where it never ran."""
    success: bool
    value: Any
    """The value of the last expression where JSON can hold it, else None."""
    repr: str | None
    """The value as Python shows it, or None where there is none."""
    data: dict[str, Any]
    """The value's representations by MIME type: bytes in base64, JSON as JSON."""
    output: list[Text | Display] = field(repr=False)
    """What was printed and displayed, in order."""
    output_was_cut: bool
    error: Failure | None
    """Why it failed: ``error_type`` and ``message``, and of an exception its name and ``traceback``."""
    exit_code: int | None
    """The code, where the cell called ``exit``."""
    state_was_kept: bool
    """False where the cell had to be stopped from outside: the session is as it was before."""
    files: list[WrittenFile]
    """The files that the cell made or changed in the workspace, 1,000 at most."""
    files_omitted: int
    """How many more there were."""
    fuel_consumed: int
    ram_used: int
    duration_ms: float
    hint: str | None = None
    """What to do about a cell that shows nothing, because its last statement is an assignment, or that misses a package."""

    @property
    def stdout(self) -> str:
        """What was printed to standard output."""
        return "".join(part.text for part in self.output if isinstance(part, Text) and part.stream == "stdout")

    @property
    def stderr(self) -> str:
        """What was printed to standard error."""
        return "".join(part.text for part in self.output if isinstance(part, Text) and part.stream == "stderr")

    def bytes_of(self, mime_type: str) -> bytes:
        """The bytes of the value's representation such as ``image/png``. Raises ``KeyError`` where there is none."""
        return Display(self.data).bytes_of(mime_type)

    def raise_for_error(self) -> Cell:
        """The cell itself; raises ``CellError`` where it failed."""
        if self.error is not None:
            raise CellError(self)
        return self

    @overload
    def unwrap(self) -> Any: ...

    @overload
    def unwrap(self, result_type: type[T]) -> T: ...

    @overload
    def unwrap(self, result_type: Any) -> Any: ...

    def unwrap(self, result_type: Any = Any) -> Any:
        """The value of the last expression, as a type such as a dataclass or ``list[int]``.

        Raises ``CellError`` where the cell failed, and where its value is none that JSON can hold; ``TypeError`` where it is of
        another type.
        """
        self.raise_for_error()
        if self.value is None and self.repr is not None:
            raise CellError(self, f"the cell's value is nothing that JSON can hold: {self.repr[:200]}")
        try:
            return typed.convert(self.value, result_type)
        except typed.Mismatch as mismatch:
            raise TypeError(str(mismatch)) from mismatch


def cell_in(answer: dict[str, Any]) -> Cell:
    """Reads the answer to a call."""
    envelope, cell = answer["envelope"], answer["cell"]
    execution = envelope["execution"]
    return Cell(
        number=cell["number"],
        success=envelope["success"],
        value=envelope["result"],
        repr=cell.get("repr"),
        data=cell.get("data", {}),
        output=[part_in(part) for part in cell["output"]],
        output_was_cut=cell["output_was_cut"],
        error=envelope["error"],
        exit_code=cell.get("exit_code"),
        state_was_kept=cell["state_was_kept"],
        files=[WrittenFile(file["path"], file["size"]) for file in cell["files"]],
        files_omitted=cell["files_omitted"],
        fuel_consumed=execution["fuel_consumed"],
        ram_used=execution["ram_used"],
        duration_ms=execution["duration_ms"],
        hint=cell.get("hint") or _hint_for(envelope["error"]),
    )


def _hint_for(error: Failure | None) -> str | None:
    missing = _MISSING.match(error["message"]) if error is not None else None
    if missing is None:
        return None
    return f"the session has no module '{missing[1]}': give it the package that has it, such as Session(packages=[\"{missing[1]}\"]), or site_packages"


def part_in(part: dict[str, Any]) -> Text | Display:
    """Reads one thing that a cell showed."""
    return Display(part["data"]) if "data" in part else Text(part["text"], part["stream"])
