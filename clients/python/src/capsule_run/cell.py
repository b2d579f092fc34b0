"""What a call of a session gives back, as docs/reference/worker-protocol.md describes it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, Literal

from capsule_run.envelope import Failure


class CellError(RuntimeError):
    """A cell failed: ``str()`` of it is the traceback where Python raised, ``cell`` has everything else."""

    def __init__(self, cell: Cell) -> None:
        error = cell.error or {"error_type": "internal_error", "message": ""}
        super().__init__(error.get("traceback") or error["message"])
        self.cell = cell


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
    fuel_consumed: int
    ram_used: int
    duration_ms: float

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
        fuel_consumed=execution["fuel_consumed"],
        ram_used=execution["ram_used"],
        duration_ms=execution["duration_ms"],
    )


def part_in(part: dict[str, Any]) -> Text | Display:
    """Reads one thing that a cell showed."""
    return Display(part["data"]) if "data" in part else Text(part["text"], part["stream"])
