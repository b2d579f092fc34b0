"""Requests to the host: the one way out of a sandbox. docs/reference/host-calls.md has their form."""

import errno
import json
import socket
from asyncio import CancelledError as _CancelledError, get_running_loop as _get_running_loop
from ssl import SSLError as _SSLError

import _capsule
from capsule._results import ToolError as _ToolError

_send = _capsule.call


class HostError(RuntimeError):
    """What the host was asked to run failed there."""


class Denied(PermissionError):
    """Something that the task was not granted. Programs know it as PermissionError."""


Denied.__name__ = Denied.__qualname__ = "PermissionError"
Denied.__module__ = "builtins"


class LimitExceeded(OSError):
    """A bound of the task or of its run was reached."""


def call(name, payload=b"", /, **fields):
    """Asks the host to do something and waits for it. Gives the answer's value."""
    return call_for_bytes(name, payload, **fields)[0]


def call_for_bytes(name, payload=b"", /, **fields):
    """As ``call``, and gives the answer's value and bytes."""
    answer, data = _exchange({**fields, "call": name}, payload)
    return _value(answer), data


def start(name, payload=b"", /, **fields):
    """Asks the host to do something, and goes on meanwhile."""
    answer, _ = _exchange({**fields, "call": "start", "op": name}, payload)
    return Operation(_value(answer))


async def call_async(name, payload=b"", /, **fields):
    """As ``call``, for a coroutine: others go on meanwhile."""
    return (await start(name, payload, **fields))[0]


async def call_async_for_bytes(name, payload=b"", /, **fields):
    """As ``call_for_bytes``, for a coroutine."""
    return await start(name, payload, **fields)


#: What was started and did not end yet, by handle.
_pending = {}


class Operation:
    """Something that the host does meanwhile."""

    __slots__ = ("handle", "answer", "future")

    def __init__(self, handle):
        self.handle = handle
        self.answer = None
        self.future = None
        _pending[handle] = self

    def done(self):
        """Whether it ended; does not wait."""
        if self.answer is None:
            wait(0)
        return self.answer is not None

    def result(self):
        """Waits; gives the value and bytes of the answer."""
        while self.answer is None:
            wait(None)
        answer, data = self.answer
        return _value(answer), data

    def cancel(self):
        """Asks the host to give up. It ends with an error, or with an answer that was already on its way."""
        if self.answer is None:
            _exchange({"call": "cancel", "handle": self.handle}, b"")

    def __await__(self):
        if self.answer is None:
            self.future = _get_running_loop().create_future()
            try:
                yield from self.future
            except _CancelledError:
                self.cancel()
                raise
        answer, data = self.answer
        return _value(answer), data

    def _end(self, answer, data):
        self.answer = answer, data
        if self.future is not None and not self.future.done() and not self.future.get_loop().is_closed():
            self.future.set_result(None)


def is_waiting():
    """Whether the host does something for this task now."""
    return bool(_pending)


def wait(timeout):
    """Waits until the host has done something that was started, or the time is over (``None``: without end)."""
    answer, data = _exchange({"call": "wait", "timeout": timeout}, b"")
    position = 0
    for part in _value(answer):
        end = position + part["bytes"]
        operation = _pending.pop(part["handle"], None)
        if operation is not None:
            operation._end(part, data[position:end])
        position = end


def _exchange(fields, payload):
    request = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    answer = _send(b"%b\0%b" % (request, payload) if payload else request)
    text, _, data = answer.partition(b"\0")
    return json.loads(text), data


def _value(answer):
    error = answer.get("error")
    if error is None:
        return answer["ok"]
    raise _exception(error["kind"], error["message"], error["errno"])


def _exception(kind, message, number):
    match kind:
        case "permission_denied":
            return Denied(errno.EACCES, message)
        case "bad_request":
            return ValueError(message)
        case "limit_exceeded":
            return LimitExceeded(errno.ENOBUFS, message)
        case "memory_exceeded":
            return MemoryError(message)
        case "timeout":
            return TimeoutError(errno.ETIMEDOUT, message)
        case "connection":
            return OSError(number or errno.ECONNRESET, message)
        case "name_resolution":
            return socket.gaierror(socket.EAI_NONAME, message)
        case "tls":
            return _SSLError(1, message)
        case "cancelled":
            return _CancelledError(message)
        case "tool":
            return _ToolError(message)
        case "system":
            return OSError(number, message)
        case _:
            return HostError(message)
