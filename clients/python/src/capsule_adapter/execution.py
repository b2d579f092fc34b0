"""Code that runs once, in a sandbox of its own."""

from __future__ import annotations

from capsule_adapter.cells import text_of
from capsule_run.session import Session


async def run_python(code: str, *, capsule_path: str = "capsule") -> str:
    """Runs code, and gives what it prints, followed by the value of its last expression. ``RuntimeError`` says why it failed."""
    async with Session(capsule_path=capsule_path) as session:
        return await text_of(session, code, "Capsule execution failed")


async def load_python_sandbox(*, capsule_path: str = "capsule") -> None:
    """Starts the worker and prepares Python, so that the next call is quick."""
    await run_python("", capsule_path=capsule_path)


async def load_sandboxes(*, capsule_path: str = "capsule") -> None:
    """Prepares all languages that there are."""
    await load_python_sandbox(capsule_path=capsule_path)
    await load_javascript_sandbox(capsule_path=capsule_path)


async def run_javascript(code: str, *, capsule_path: str = "capsule") -> str:
    """Runs JavaScript or TypeScript as ``run_python`` runs Python."""
    async with Session(language="javascript", capsule_path=capsule_path) as session:
        return await text_of(session, code, "Capsule execution failed")


async def load_javascript_sandbox(*, capsule_path: str = "capsule") -> None:
    """Prepares JavaScript, so that the next call is quick."""
    await run_javascript("", capsule_path=capsule_path)
