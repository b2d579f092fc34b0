"""One worker process, and the requests that it was sent (docs/reference/worker-protocol.md).

It belongs to no event loop: requests come from any thread, and a thread of its own reads the answers.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

#: The version of the protocol that is spoken here.
PROTOCOL = 1

#: How many requests are sent and not answered at once; others wait here, so that a cancellation always gets through.
MOST_SENT = 1024

#: How many bytes of requests are sent and not answered at once. With twice as many the worker stops reading, also answers of tools.
MOST_SENT_BYTES = 128 << 20

#: How long a worker may take to end after its input did, in seconds.
PATIENCE = 5.0


class WorkerError(RuntimeError):
    """The worker could not be started, or ended before it answered."""


class Call:
    """A request that is waiting for its answer. ``deliver`` is called with each message, and last with the answer."""

    __slots__ = ("deliver", "length", "line", "sent", "urgent")

    def __init__(self, line: bytes, deliver: Callable[[dict[str, Any] | WorkerError], None], urgent: bool) -> None:
        self.line = line
        self.length = len(line)
        self.deliver = deliver
        self.sent = False
        self.urgent = urgent


class Connection:
    """Starts a worker. Raises ``WorkerError`` when there is no such program."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._calls: dict[int, Call] = {}
        self._waiting: deque[int] = deque()
        self._urgent: deque[int] = deque()
        self._sent = self._sent_bytes = 0
        self._limit = 0  # until the worker says that it is ready
        self._longest_line = 1 << 20
        self._next_id = 0
        self._end: WorkerError | None = None
        try:
            self._process = subprocess.Popen(
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for this program, which decides what to cancel
            )
        except OSError as error:
            raise WorkerError(f"{command[0]} cannot be started: {error.strerror}; set capsule_path to the program") from error
        self._reader = threading.Thread(target=self._read, name="capsule worker", daemon=True)
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether requests can still be sent."""
        return self._end is None

    @property
    def end(self) -> WorkerError:
        """Why no requests can be sent any more."""
        return self._end or WorkerError("the worker has ended")

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def send(
        self, message: dict[str, Any], deliver: Callable[[dict[str, Any] | WorkerError], None], *, urgent: bool = False
    ) -> int | None:
        """Sends a request, now or as soon as others are answered; gives its id, or None when the worker has ended.

        urgent: the request waits for no others: they may be waiting for it.
        """
        with self._lock:
            self._next_id += 1
            number = self._next_id
        line = encode({"id": number, **message})
        with self._lock:
            if self._end is not None:
                return None
            self._calls[number] = Call(line, deliver, urgent)
            (self._urgent if urgent else self._waiting).append(number)
        self._send_waiting()
        return number

    def cancel(self, number: int) -> None:
        """Cancels a request. It is still answered, unless it was not sent yet: then there is no answer."""
        with self._lock:
            call = self._calls.get(number)
            if call is not None and not call.sent:
                del self._calls[number]
                return
        if call is not None:
            self.send({"method": "cancel", "target": number}, lambda _: None, urgent=True)

    def close(self) -> None:
        """Ends the worker, which cancels what runs, and waits for that."""
        try:
            if self._writing.acquire(timeout=PATIENCE):
                self._stdin.close()
                self._writing.release()
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join(PATIENCE)

    def abandon(self) -> None:
        """Lets go of a worker that belongs to the process that this one was forked from."""
        self._end = WorkerError("the worker belongs to the parent process")
        self._stdin.close()
        self._stdout.close()
        self._process.returncode = 0  # not ours to wait for

    @property
    def _stdin(self) -> Any:
        return self._process.stdin

    @property
    def _stdout(self) -> Any:
        return self._process.stdout

    def _send_waiting(self) -> None:
        while True:
            with self._writing:  # taken first: a cancellation must not overtake its request
                with self._lock:
                    taken = self._take_waiting()
                if taken is None:
                    return
                number, call = taken
                too_long = call.length > self._longest_line
                if not too_long:
                    self._write(call.line)
                call.line = b""
            if too_long:
                self._refuse(number, f"the request has {call.length} bytes, and {self._longest_line} are allowed")

    def _take_waiting(self) -> tuple[int, Call] | None:
        while self._limit and (self._urgent or self._waiting):
            line = self._urgent or self._waiting
            call = self._calls.get(line[0])
            if call is not None and not call.urgent and not self._has_room(call):
                return None
            number = line.popleft()
            if call is not None:
                call.sent = True
                self._count(call, 1)
                return number, call
        return None

    def _has_room(self, call: Call) -> bool:
        return self._sent == 0 or self._sent < self._limit and self._sent_bytes + call.length <= MOST_SENT_BYTES

    def _count(self, call: Call, change: int) -> None:
        if not call.urgent:
            self._sent += change
            self._sent_bytes += change * call.length

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._stdin.write(rest):]
        except (OSError, ValueError):
            pass  # the reader sees the end too, and answers for the worker

    def _refuse(self, number: int, reason: str) -> None:
        with self._lock:
            call = self._calls.pop(number, None)
            if call is not None:
                self._count(call, -1)
        if call is not None:
            call.deliver({"event": "refused", "message": reason})

    def _read(self) -> None:
        buffer = b""
        while True:
            try:
                chunk = self._stdout.read(1 << 16)
            except (OSError, ValueError):
                chunk = b""
            if not chunk:
                break
            buffer += chunk
            *lines, buffer = buffer.split(b"\n")
            for line in lines:
                self._handle(line)
            if self._waiting or self._urgent:
                self._send_waiting()
        self._finish()

    def _handle(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            event = message["event"]
        except (ValueError, KeyError, TypeError, RecursionError):
            self._break(f"{self._command[0]} does not speak the worker protocol: it wrote {line[:100]!r}")
            return
        if event == "ready":
            self._on_ready(message)
        elif event == "failed":
            self._break(message["error"]["message"])
        else:
            self._deliver(message, event == "result")

    def _on_ready(self, message: dict[str, Any]) -> None:
        if message.get("protocol") != PROTOCOL:
            self._break(
                f"{self._command[0]} speaks version {message.get('protocol')} of the worker protocol, "
                f"and this package {PROTOCOL}; install versions that belong together"
            )
            return
        with self._lock:
            self._limit = min(MOST_SENT, message["max_pending"] // 2)
            self._longest_line = message["max_line_bytes"]
        self._send_waiting()

    def _deliver(self, message: dict[str, Any], is_answer: bool) -> None:
        number = message["id"]
        if is_answer:
            with self._lock:
                call = self._calls.pop(number, None)
                if call is not None:
                    self._count(call, -1)
        else:
            call = self._calls.get(number)
        if call is not None:
            call.deliver(message)

    def _break(self, reason: str) -> None:
        if self._end is None:
            self._end = WorkerError(reason)
        self._process.kill()

    def _finish(self) -> None:
        """The worker has ended: nobody is left waiting."""
        code = self._process.wait()
        with self._lock:
            was_ready = self._limit > 0
            if self._end is None:
                self._end = WorkerError(f"the worker ended with exit code {code} before it answered")
            calls = list(self._calls.values())
            self._calls.clear()
            self._waiting.clear()
            self._urgent.clear()
        for call in calls:
            call.deliver({"event": "lost", "message": str(self._end)} if was_ready else self._end)
        self._stdout.close()
        with self._writing:
            self._stdin.close()


def encode(message: dict[str, Any]) -> bytes:
    """A message as a line. Raises ``TypeError`` or ``ValueError`` for arguments that JSON cannot hold."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
