"""What a cell shows, as one text."""

from __future__ import annotations

from typing import NoReturn

from capsule_run.cell import Cell
from capsule_run.session import Session

#: Python's message for code that returns outside of a function.
_RETURN_OUTSIDE = "'return' outside function"


async def text_of(session: Session, code: str, failed: str) -> str:
    """Runs code; ``RuntimeError`` starts with ``failed``. Code that ends with ``return`` is a function's body."""
    cell = await session.run(code)
    if cell.error is not None and _RETURN_OUTSIDE in cell.error["message"]:
        body = "\n".join(f"    {line}" for line in code.splitlines())
        cell = await session.run(f"def _capsule_body():\n{body}\n_capsule_body()")
    if cell.error is not None:
        raise RuntimeError(f"{failed}: {cell.error['message']}")
    return cell.stdout + _value_of(cell)


def refuse_javascript() -> NoReturn:
    raise NotImplementedError("JavaScript is not available: this version of Capsule runs Python")


def _value_of(cell: Cell) -> str:
    if cell.value is None:
        return "" if cell.repr in (None, "None") else str(cell.repr)
    return str(cell.value)
