"""Calls of tools while a request is under way: in the event loop that waits for it, or in the thread that does."""

from __future__ import annotations

import asyncio
import queue
from collections import deque
from typing import Any

from capsule_run.connection import Connection, WorkerError
from capsule_run.tools import Toolbox


class AsyncCalls:
    """Calls functions as tasks of the event loop, and cancels those that nobody waits for any more."""

    def __init__(self, tools: Toolbox, connection: Connection) -> None:
        self._tools = tools
        self._connection = connection
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def take(self, message: dict[str, Any] | WorkerError) -> bool:
        """Whether the message was about a call."""
        if isinstance(message, WorkerError):
            return False
        if message["event"] == "tool_call":
            number: int = message["call"]
            task = asyncio.get_running_loop().create_task(self._call(number, message))
            self._tasks[number] = task
            task.add_done_callback(lambda _: self._tasks.pop(number, None))
            return True
        if message["event"] == "tool_cancelled":
            task = self._tasks.get(message["call"])
            if task is not None:
                task.cancel()
            return True
        return False

    def end(self) -> None:
        """The request was answered: what is left is for nobody."""
        for task in list(self._tasks.values()):
            task.cancel()

    async def _call(self, number: int, message: dict[str, Any]) -> None:
        _reply(self._connection, number, await self._tools.answer(message))


class SyncMessages:
    """The messages for a thread that waits for an answer: it calls functions between them, one at a time."""

    def __init__(self, tools: Toolbox | None) -> None:
        self._tools = tools
        self._arrived: queue.SimpleQueue[dict[str, Any] | WorkerError] = queue.SimpleQueue()
        self._next: deque[dict[str, Any] | WorkerError] = deque()

    def put(self, message: dict[str, Any] | WorkerError) -> None:
        """Takes a message, from any thread."""
        self._arrived.put(message)

    def get(self, connection: Connection) -> dict[str, Any] | WorkerError:
        """Waits for the next message that is about no call."""
        while True:
            message = self._next.popleft() if self._next else self._arrived.get()
            if isinstance(message, WorkerError) or not message["event"].startswith("tool_") or self._tools is None:
                return message
            if message["event"] == "tool_call" and self._is_wanted(message["call"]):
                _reply(connection, message["call"], self._tools.answer_sync(message))

    def _is_wanted(self, number: int) -> bool:
        """Whether somebody still waits for a call: others may have taken long before it."""
        while not self._arrived.empty():
            self._next.append(self._arrived.get())
        return not any(
            isinstance(later, WorkerError)
            or later["event"] in ("result", "lost", "refused")
            or later["event"] == "tool_cancelled" and later["call"] == number
            for later in self._next
        )


def _reply(connection: Connection, number: int, answer: dict[str, Any]) -> None:
    """Sends an answer; where it cannot be sent, one that says so."""

    def fail(reason: str) -> None:
        if "error" not in answer:
            _reply(connection, number, {"error": {"kind": "limit_exceeded", "message": f"the result cannot be sent: {reason}"}})

    def deliver(message: dict[str, Any] | WorkerError) -> None:
        if isinstance(message, WorkerError):
            return
        if message["event"] == "refused":
            fail(message["message"])
        elif message["event"] == "result" and not message["envelope"]["success"]:
            fail(message["envelope"]["error"]["message"])

    try:
        connection.send({"method": "tool_result", "call": number, **answer}, deliver, urgent=True)
    except (TypeError, ValueError, RecursionError, UnicodeEncodeError) as error:  # NaN, or half of a surrogate pair
        fail(str(error))
