"""Capsule for LangChain: a tool that runs code in a session, and LangChain's tools as functions that sandboxed code calls.

    from capsule import SessionSync
    from capsule_run.langchain import code_tool, host_tool

    with SessionSync(tools=[host_tool(search)]) as session:
        agent = create_agent(model, [code_tool(session)])

It needs the package langchain-core. Nothing else of capsule-run does.
"""

# pyright: reportMissingImports=false, reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

import asyncio
import re
from typing import Any

from capsule_run.cell import Cell, text_of_failure
from capsule_run.session_sync import SessionSync
from capsule_run.tools import HostTool

try:
    from langchain_core.tools import StructuredTool
except ImportError as error:
    raise ImportError("capsule_run.langchain needs LangChain: install langchain-core") from error

_DESCRIPTION = """Runs {language} in a sandbox, and gives back what it prints and the value of its last expression. \
Variables, imports and files stay from call to call. `await` works at the top level."""


def code_tool(
    session: SessionSync, *, name: str | None = None, description: str | None = None, max_length: int = 20_000
) -> StructuredTool:
    """A tool that runs code in a session, which the caller closes.

    Code that fails raises nothing: the model reads the traceback. The message's ``artifact`` is the ``Cell``.
    name: by default the session's language. description: what the model reads; by default what the session does, and the functions that it has.
    max_length: how many characters the model reads at most: the beginning and the end of what is longer.
    """

    def run(code: str) -> tuple[str, Cell]:
        cell = session.run(code)
        return text_of(cell, max_length), cell

    async def run_async(code: str) -> tuple[str, Cell]:
        running = asyncio.ensure_future(asyncio.to_thread(run, code))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread waits for the cell, and cannot be cancelled itself.
            await asyncio.to_thread(session.interrupt)
            await asyncio.gather(running, return_exceptions=True)
            raise

    return StructuredTool.from_function(
        func=run, coroutine=run_async, name=name or session._core.language, description=description or _describe(session), response_format="content_and_artifact")


def host_tool(tool: Any, **bounds: Any) -> HostTool:
    """A LangChain tool as a function that sandboxed code may call: ``tools.name(…)`` of ``from capsule import tools``.

    bounds: what else a ``HostTool`` has, such as ``max_calls``, ``timeout`` and ``approve``. The tool's own schema says what it takes.
    """
    schema = getattr(tool, "tool_call_schema", None)
    if schema is None:
        schema = tool.get_input_schema()
    parameters: dict[str, Any] = schema if isinstance(schema, dict) else schema.model_json_schema()

    def call(**arguments: Any) -> Any:
        return tool.invoke(arguments)

    async def call_async(**arguments: Any) -> Any:
        return await tool.ainvoke(arguments)

    is_async = getattr(tool, "func", call) is None  # a StructuredTool of a coroutine alone
    name = re.sub(r"\W", "_", tool.name, flags=re.ASCII)
    return HostTool(
        call_async if is_async else call,
        **{"name": f"_{name}" if name[:1].isdigit() else name, "description": tool.description, "parameters": parameters, **bounds},
    )


def text_of(cell: Cell, max_length: int) -> str:
    """What a model reads of a cell."""
    parts = [cell.stdout + cell.stderr]
    if cell.error is not None:
        parts.append(text_of_failure(cell.error))
    elif cell.repr is not None:
        parts.append(cell.repr)
    elif cell.hint is not None:
        parts.append(cell.hint)
    if not cell.state_was_kept:
        parts.append("The code had to be stopped: the session is as it was before this call.")
    text = "\n".join(part.rstrip("\n") for part in parts if part)
    if len(text) <= max_length:
        return text
    half = max_length // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"


def _describe(session: SessionSync) -> str:
    core = session._core
    is_python = core.language == "python"
    description = _DESCRIPTION.format(language="Python" if is_python else "TypeScript")
    functions = "" if core.tools is None else core.tools.describe()
    before = "from capsule import tools" if is_python else 'import { tools } from "@capsule-run/sdk"'
    named = "" if is_python else ", each of which takes one object of named arguments and gives a promise"
    return description if not functions else f"{description}\nFunctions, after `{before}`{named}:\n{functions}"
