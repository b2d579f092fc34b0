"""Functions of the program that runs this one, such as ``tools.lookup("x")``.

    from capsule import task, tools

    @task(name="main", tools=["lookup"])
    def main(id: str) -> dict:
        return tools.lookup(id)

A call waits for its answer. ``await tools.lookup.call_async("x")`` lets other coroutines go on meanwhile.

A function that fails raises ``capsule.ToolError``; arguments that it does not take, ``ValueError``; one that was not
granted or a call that was not approved, ``PermissionError``; one that takes too long, ``TimeoutError``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from capsule._calls import _host, _json

P = ParamSpec("P")
R = TypeVar("R")


class Tool(Generic[P, R]):
    """A function of the host program."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = _require_host().call("tool.call", _encode(args, kwargs), tool=self._name)
        return result

    async def call_async(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """As calling it; other coroutines go on meanwhile."""
        result: R = await _require_host().call_async("tool.call", _encode(args, kwargs), tool=self._name)
        return result

    def __repr__(self) -> str:
        return f"<tool {self._name!r} of the host program>"


def declare(function: Callable[P, R]) -> Tool[P, R]:
    """What stubs of tools are written with: gives a function's signature to the tool of its name."""
    return Tool(function.__name__)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return Tool(name)


def __dir__() -> list[str]:
    return list(_require_host().call("tool.list"))


def _require_host() -> Any:
    if _host is None:
        raise RuntimeError("tools are functions of a program that runs tasks with Capsule: plain Python has none")
    return _host


def _encode(args: Any, kwargs: Any) -> bytes:
    try:
        return _json.encode({"args": list(args), "kwargs": kwargs}, "arguments")
    except _json.InvalidResult as error:
        raise TypeError(f"a tool takes what JSON can hold: {error}") from None
