"""What a cell shows, as one text."""

from __future__ import annotations

from capsule_run.cell import Cell
from capsule_run.session import Session

#: The messages for code that returns outside of a function, in Python and in JavaScript.
_RETURN_OUTSIDE = ("'return' outside function", "Return statement is not allowed here")


async def text_of(session: Session, code: str, failed: str) -> str:
    """Runs code; ``RuntimeError`` starts with ``failed``. Code that ends with ``return`` is a function's body."""
    cell = await session.run(code)
    if cell.error is not None and any(message in cell.error["message"] for message in _RETURN_OUTSIDE):
        cell = await session.run(_function_of(code) if is_python(session) else f"await (async () => {{{code}\n}})()")
    if cell.error is not None:
        raise RuntimeError(f"{failed}: {cell.error['message']}")
    return cell.stdout + _value_of(cell)


def is_python(session: Session) -> bool:
    """Whether a session's cells are Python; else they are JavaScript, or TypeScript."""
    return session._core.language == "python"


def _function_of(code: str) -> str:
    body = "\n".join(f"    {line}" for line in code.splitlines())
    return f"def _capsule_body():\n{body}\n_capsule_body()"


def _value_of(cell: Cell) -> str:
    if cell.value is None:
        return "" if cell.repr in (None, "None") else str(cell.repr)
    return str(cell.value)
