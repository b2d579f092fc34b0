"""Functions of this program that sandboxed code may call, as ``tools.name(…)`` of ``from capsule import tools``."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import keyword
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from capsule._results import ToolError
from capsule_run import json_values, schema, typed

_log = logging.getLogger(__name__)

#: What a function is known by, and the call that it answers.
_current: contextvars.ContextVar[ToolCall] = contextvars.ContextVar("capsule tool call")


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool by sandboxed code. Its arguments are what a stranger chose, checked against the function's schema."""

    tool: str
    arguments: dict[str, Any]
    """The arguments as JSON holds them, by name."""
    task: str
    """The task that calls; ``session`` for cells."""
    path: str
    """Where the task stands in its run: empty for the entry."""
    key: str
    """The call's identity. In a durable run it is the same when the call is made again after a crash."""


@dataclass(frozen=True)
class HostTool:
    """A function that sandboxed code may call, with bounds.

    function: sync or async; its parameters are given by name, and their annotations are checked. name: by default the function's.
    description: by default the docstring. timeout: how long a call may take, by default 1 minute. max_calls: how many one run makes
    in all, 10,000. max_concurrency: how many execute at once, 16. max_argument_bytes, max_result_bytes: 1 MiB and 8 MiB of JSON.
    approve: asked before each call; it is refused unless the answer is true. parameters: a JSON schema of the arguments, in place of the
    one that the annotations give; the function gets them as JSON holds them.
    """

    function: Callable[..., Any]
    name: str | None = None
    description: str | None = None
    timeout: str | float | None = None
    max_calls: int | None = None
    max_concurrency: int | None = None
    max_argument_bytes: str | int | None = None
    max_result_bytes: str | int | None = None
    approve: Callable[[ToolCall], bool | Awaitable[bool]] | None = field(default=None, kw_only=True)
    parameters: Mapping[str, Any] | None = field(default=None, kw_only=True)


#: What ``tools=`` takes.
Tools = Iterable["Callable[..., Any] | HostTool"]


def current_tool_call() -> ToolCall:
    """The call that a function is answering. Raises ``LookupError`` outside of one."""
    return _current.get()


class _Refused(Exception):
    """A call that is answered with an error that sandboxed code is told."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Bound:
    """A tool, and what its function takes."""

    def __init__(self, tool: HostTool) -> None:
        self.tool = tool
        self.function = tool.function
        name = tool.name or getattr(tool.function, "__name__", "")
        if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__") or not name.isascii():
            raise TypeError(f"a tool needs a name such as 'get_weather', not {name!r}: use HostTool(function, name=…)")
        self.name = name
        self.signature = (
            schema.signature_of(tool.function, name) if tool.parameters is None else schema.Signature(dict(tool.parameters), None, {})
        )

    @property
    def declaration(self) -> dict[str, Any]:
        tool = self.tool
        members = {
            "name": self.name, "description": tool.description or inspect.getdoc(self.function), "parameters": self.signature.parameters,
            "result": self.signature.result, "timeout": tool.timeout, "max_calls": tool.max_calls, "max_concurrency": tool.max_concurrency,
            "max_argument_bytes": tool.max_argument_bytes, "max_result_bytes": tool.max_result_bytes,
        }
        return {name: value for name, value in members.items() if value is not None}

    def arguments_of(self, call: ToolCall) -> dict[str, Any]:
        """The arguments as the function's types."""
        try:
            return {
                name: typed.convert(value, self.signature.types[name], f"'{name}'") if name in self.signature.types else value
                for name, value in call.arguments.items()
            }
        except typed.Mismatch as mismatch:
            raise _Refused("bad_request", str(mismatch)) from mismatch


class Toolbox:
    """The tools of one run or session. Raises ``TypeError`` for what no tool can be made of."""

    def __init__(self, tools: Tools | None) -> None:
        self._tools: dict[str, _Bound] = {}
        for given in tools or ():
            if not isinstance(given, HostTool) and not callable(given):
                raise TypeError(f"tools takes functions, not {given!r}")
            bound = _Bound(given if isinstance(given, HostTool) else HostTool(given))
            if self._tools.setdefault(bound.name, bound) is not bound:
                raise TypeError(f"there are two tools with the name '{bound.name}'")

    @property
    def declarations(self) -> list[dict[str, Any]]:
        """What the worker is told of them."""
        return [bound.declaration for bound in self._tools.values()]

    def describe(self) -> str:
        """The functions, for a model that writes code which calls them: a line each."""
        lines: list[str] = []
        for bound in self._tools.values():
            taken = bound.signature.parameters.get("properties", {})
            words = (bound.tool.description or inspect.getdoc(bound.function) or "").strip().split("\n")[0]
            signature = ", ".join(f"{name}: {_words_for(taken[name])}" for name in taken)
            lines.append(f"tools.{bound.name}({signature})" + (f": {words}" if words else ""))
        return "\n".join(lines)

    async def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Calls a function, and gives the members of the ``tool_result``. A function that is not async runs in a thread."""
        call = _call_in(message)
        token = _current.set(call)
        try:
            bound = self._find(call)
            await _approve(bound, call)
            arguments = bound.arguments_of(call)
            if inspect.iscoroutinefunction(bound.function):
                value = await bound.function(**arguments)
            else:
                value = await asyncio.to_thread(bound.function, **arguments)
                if inspect.isawaitable(value):
                    value = await value
            return {"result": json_values.plain(value)}
        except Exception as error:
            return {"error": _error_in(call, error)}
        finally:
            _current.reset(token)

    def answer_sync(self, message: dict[str, Any]) -> dict[str, Any]:
        """Does the same in this thread."""
        call = _call_in(message)
        token = _current.set(call)
        try:
            bound = self._find(call)
            if bound.tool.approve is not None:
                _run_here(_approve(bound, call))
            value = bound.function(**bound.arguments_of(call))
            return {"result": json_values.plain(_run_here(value) if inspect.isawaitable(value) else value)}
        except Exception as error:
            return {"error": _error_in(call, error)}
        finally:
            _current.reset(token)

    def _find(self, call: ToolCall) -> _Bound:
        bound = self._tools.get(call.tool)
        if bound is None:
            raise _Refused("permission_denied", "there is no such tool")
        return bound


def _words_for(kind: Any) -> str:
    if not isinstance(kind, dict):
        return "any"
    members = cast("dict[str, Any]", kind)
    if "enum" in members:
        return " | ".join(repr(one) for one in members["enum"])
    if "anyOf" in members:
        return " | ".join(_words_for(one) for one in members["anyOf"])
    return str(members.get("type", "any"))


async def _approve(bound: _Bound, call: ToolCall) -> None:
    if bound.tool.approve is None:
        return
    approved = bound.tool.approve(call)
    if inspect.isawaitable(approved):
        approved = await approved
    if approved is not True:
        raise _Refused("permission_denied", "the call was not approved")


def _run_here(value: Awaitable[Any]) -> Any:
    """Waits for something async in a thread that waits anyway."""

    async def wait() -> Any:
        return await value

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(wait())
    # A loop runs in this thread already, and waits for this call: another thread has to.
    results: list[Any] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            results.append((context.run(asyncio.run, wait()), None))
        except BaseException as error:
            results.append((None, error))

    thread = threading.Thread(target=run, name="capsule tool")
    thread.start()
    thread.join()
    result, error = results[0]
    if error is not None:
        raise error
    return result


def _call_in(message: dict[str, Any]) -> ToolCall:
    return ToolCall(message["tool"], message["arguments"], message["task"], message["path"], message["key"])


def _error_in(call: ToolCall, error: Exception) -> dict[str, str]:
    """What sandboxed code is told. Messages of exceptions hold addresses, paths and secrets: only those are told that are meant for it."""
    if isinstance(error, _Refused):
        return {"kind": error.kind, "message": str(error)}
    if isinstance(error, ToolError):
        return {"kind": "tool", "message": str(error)}
    _log.error("the tool %s failed", call.tool, exc_info=error)
    return {"kind": "tool", "message": "failed in the host program"}
