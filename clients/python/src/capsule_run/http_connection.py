"""Requests to a Capsule server: threads of the event loop's pool wait for the answers."""

from __future__ import annotations

import asyncio
import http.client
import json
import selectors
import socket
import ssl
import threading
import urllib.parse
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

#: What the server is busy with is soon over; a longer pause than this is not waited for.
_LONGEST_PAUSE = 30.0
_BUSY = (429, 503)


class ServerError(RuntimeError):
    """The server refused a request, or could not be asked.

    status: the status of HTTP, or None where there was no answer.
    error_type: one of the error types of envelopes, such as ``"config_error"``; None where the answer was none of a Capsule server.
    """

    def __init__(self, message: str, status: int | None = None, error_type: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type


@dataclass(frozen=True)
class Request:
    """A request; ``repeatable`` where sending it twice is as sending it once."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] | None = None
    repeatable: bool = False


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Its JSON."""
        return json.loads(self.body)


class HttpConnection:
    """Sends requests, and keeps connections for the next ones."""

    def __init__(self, url: str, api_key: str, max_retries: int, insecure: bool) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a server, such as http://127.0.0.1:8484")
        if not api_key:
            raise ValueError("api_key is missing: the server shows the first one when it starts")
        if parts.scheme == "http" and not insecure and not _is_this_machine(parts.hostname):
            raise ValueError(
                f"the API key would cross the network unencrypted to {parts.hostname}: use https://, or insecure=True where the network is trusted")
        self._host = parts.hostname
        self._port = parts.port
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._max_retries = max_retries
        self._lock = threading.Lock()
        self._idle: list[http.client.HTTPConnection] = []

    async def send(self, request: Request) -> Answer:
        """Sends a request, again where that may help. Raises ``ServerError`` for an answer that is none."""
        for attempt in range(self._max_retries + 1):
            is_last = attempt == self._max_retries
            try:
                status, answer = await self._exchange(self._take_idle() or self._connect(), request)
            except (OSError, http.client.HTTPException) as error:
                if is_last or not request.repeatable:
                    raise ServerError(f"the server at {self._host} does not answer: {error}") from error
                await asyncio.sleep(0.25 * 2**attempt)
                continue
            if status < 300:
                return answer
            if is_last or status not in _BUSY:
                raise _error_of(status, answer.body)
            await asyncio.sleep(_pause_of(answer.headers.get("Retry-After")))
        raise AssertionError("unreachable")

    async def lines(self, request: Request) -> AsyncGenerator[str]:
        """The lines of an answer that goes on for as long as there is something to tell."""
        connection = self._connect()
        try:
            response = await _interruptible(connection, lambda: self._begin(connection, request))
            if response.status >= 300:
                raise _error_of(response.status, await _interruptible(connection, response.read))
            while line := await _interruptible(connection, response.readline):
                yield line.decode()
        finally:
            connection.close()

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        with self._lock:
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _take_idle(self) -> http.client.HTTPConnection | None:
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if not _has_ended(connection):
                    return connection
                connection.close()
        return None

    async def _exchange(self, connection: http.client.HTTPConnection, request: Request) -> tuple[int, Answer]:
        def exchange() -> tuple[int, Answer]:
            response = self._begin(connection, request)
            return response.status, Answer(dict(response.headers), response.read())

        try:
            done = await _interruptible(connection, exchange)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        return done

    def _connect(self) -> http.client.HTTPConnection:
        return (
            http.client.HTTPConnection(self._host, self._port) if self._context is None
            else http.client.HTTPSConnection(self._host, self._port, context=self._context)
        )

    def _begin(self, connection: http.client.HTTPConnection, request: Request) -> http.client.HTTPResponse:
        is_bytes = isinstance(request.body, (bytes, bytearray))
        body = None if request.body is None else request.body if is_bytes else json.dumps(request.body).encode()
        kind = {} if body is None else {"Content-Type": "application/octet-stream" if is_bytes else "application/json"}
        connection.request(request.method, request.path, body, {**self._headers, **kind, **(request.headers or {})})
        return connection.getresponse()


async def _interruptible(connection: http.client.HTTPConnection, work: Callable[[], T]) -> T:
    """Does work in a thread. Where this is cancelled, the connection ends, and what the server does for it with it."""
    doing = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        doing.add_done_callback(_forget)
        if connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended by itself
        raise


def _has_ended(connection: http.client.HTTPConnection) -> bool:
    """Whether the server has closed a connection that nobody uses: all there can be to read of it is its end.

    It is not found out by sending a request: one that gets no answer may have been begun.
    """
    if connection.sock is None:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection.sock, selectors.EVENT_READ)
        return bool(selector.select(0))


def _forget(doing: asyncio.Future[Any]) -> None:
    if not doing.cancelled():
        doing.exception()


def _pause_of(retry_after: str | None) -> float:
    """After how many seconds a busy server is asked again. A proxy in front of it may say a date instead, and is asked after one."""
    try:
        return min(_LONGEST_PAUSE, float(retry_after or 1))
    except ValueError:
        return 1.0


def _error_of(status: int, body: bytes) -> ServerError:
    try:
        problem = json.loads(body)
        return ServerError(problem.get("detail") or problem["title"], status, problem.get("error_type"))
    except (ValueError, KeyError, AttributeError):
        return ServerError(f"the server answered with {status}, and with nothing that says why", status)


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")
