"""A Capsule server (``capsule serve``), and the runs that it executes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.client
import json
import urllib.parse
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from capsule_run.envelope import Envelope
from capsule_run.http_connection import HttpConnection, Request, ServerError
from capsule_run.json_values import plain
from capsule_run.request import Language

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultedTypeVar

    T = DefaultedTypeVar("T", covariant=True, default=Any)
else:
    T = TypeVar("T", covariant=True)
U = TypeVar("U")

#: How long a request waits for the end of a run, and is made again then.
_PATIENCE = "60s"

#: How often in a row a stream of events may break before it has told anything; it goes on where it was.
_MOST_BREAKS = 5


class Client:
    """Runs code and programs on a Capsule server.

        async with Client("http://127.0.0.1:8484", api_key=key) as client:
            done = await client.execute("6 * 7")
            print(done.unwrap(), done["stdout"])

    url: where the server listens.
    api_key: an API key, ``"capsule_…"``.
    max_retries: how often a request is sent again that the server was too busy for, or that is safe to repeat and got no answer.
    insecure: whether the key may be sent to another machine without TLS.

    What the server refuses raises ``ServerError``.
    """

    def __init__(self, url: str, *, api_key: str, max_retries: int = 2, insecure: bool = False) -> None:
        self._http = HttpConnection(url, api_key, max_retries, insecure)

    @overload
    async def execute(
        self, code: str, *, language: Language | None = None, args: Any = None, limits: Mapping[str, Any] | None = None, result_type: type[U]
    ) -> Envelope[U]: ...

    @overload
    async def execute(
        self, code: str, *, language: Language | None = None, args: Any = None, limits: Mapping[str, Any] | None = None, result_type: Any = None
    ) -> Envelope: ...

    async def execute(
        self, code: str, *, language: Language | None = None, args: Any = None, limits: Mapping[str, Any] | None = None, result_type: Any = None
    ) -> Envelope[Any]:
        """Executes code in a sandbox of its own; the value of its last expression is the result. Cancelling this ends the execution.

        The envelope has ``stdout`` and ``stderr`` besides, what the code printed.
        """
        body = _without_none(code=code, language=language, args=plain(args), limits=limits)
        answer = await self._http.send(Request("POST", "/v1/execute", body))
        return Envelope(answer.json(), result_type)

    async def upload(self, files: Mapping[str, str | bytes], *, main: str | None = None, name: str | None = None) -> str:
        """Uploads sources by path; gives the version, which is the same for the same sources.

        main: the file that the program starts with, by default ``main.py``, ``main.ts`` or their like.
        name: an alias that leads to the version from then on.
        """
        encoded = {path: text if isinstance(text, str) else {"base64": base64.b64encode(text).decode()} for path, text in files.items()}
        return await self._upload(_without_none(files=encoded, main=main, name=name))

    async def upload_artifact(self, artifact: bytes) -> str:
        """Uploads what ``capsule build`` made; gives the version."""
        return await self._upload(artifact)

    async def set_alias(self, name: str, version: str) -> None:
        """Has a name lead to a version of a program, whatever it led to before."""
        await self._http.send(Request("PUT", f"/v1/programs/aliases/{_quote(name)}", {"version": version}, repeatable=True))

    async def start_run(
        self,
        program: str | None = None,
        *,
        code: str | None = None,
        language: Language | None = None,
        task: str | None = None,
        args: Sequence[Any] | Mapping[str, Any] | None = None,
        limits: Mapping[str, Any] | None = None,
        durable: bool = True,
        key: str | None = None,
        result_type: Any = None,
    ) -> ServerRun[Any]:
        """Starts a run and goes on.

        program: the version of a program, or an alias; or else ``code``.
        args: by position or by name; for code, whatever it finds as ``args``.
        durable: whether it goes on where it was when the server was ended.
        key: the caller's own name for the run: started again under the same key it is the same run. A random one by default.
        """
        if (program is None) == (code is None):
            raise TypeError("give one of program and code")
        body = _without_none(program=program, code=code, language=language, task=task, args=plain(args), limits=limits, durable=durable)
        headers = {"Idempotency-Key": key if key is not None else str(uuid.uuid4())}
        answer = await self._http.send(Request("POST", "/v1/runs", body, headers, repeatable=True))
        return self.run(answer.headers["Location"].rsplit("/", 1)[-1], result_type)

    def run(self, id: str, result_type: Any = None) -> ServerRun[Any]:
        """A run by its id, without asking the server whether there is one."""
        return ServerRun(self._http, id, result_type)

    async def runs(self, status: str | None = None) -> AsyncGenerator[dict[str, Any]]:
        """The runs, the youngest first, as docs/reference/http-api.md describes them."""
        query = {} if status is None else {"status": status}
        while True:
            page = (await self._http.send(Request("GET", f"/v1/runs?{urllib.parse.urlencode(query)}", repeatable=True))).json()
            for run in page["runs"]:
                yield run
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    async def close(self) -> None:
        """Closes the connections to the server."""
        self._http.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def _upload(self, body: Any) -> str:
        answer = await self._http.send(Request("POST", "/v1/programs", body, repeatable=True))
        return cast("str", answer.json()["version"])


class ServerRun(Generic[T]):
    """A run on a server, which goes on whether somebody waits for it or not."""

    def __init__(self, http: HttpConnection, id: str, result_type: Any) -> None:
        self._http = http
        self._result_type = result_type
        self.id = id
        """The run's id."""

    async def info(self) -> dict[str, Any]:
        """How far it has come, as docs/reference/http-api.md describes it."""
        return cast("dict[str, Any]", (await self._send("GET")).json())

    async def result(self) -> Envelope[T]:
        """Waits until it has ended. Cancelling this ends the wait, and not the run."""
        while True:
            envelope = (await self._send("GET", f"?wait={_PATIENCE}")).json()["envelope"]
            if envelope is not None:
                return Envelope(envelope, self._result_type, self.id)

    async def events(self) -> AsyncGenerator[dict[str, Any]]:
        """What happens in the run, from its beginning to its end: each a dict with its ``type`` besides."""
        last: str | None = None
        breaks = 0
        while True:
            headers = {} if last is None else {"Last-Event-ID": last}
            event: dict[str, str] = {}
            try:
                async with contextlib.aclosing(self._http.lines(Request("GET", self._path("/events"), headers=headers))) as lines:
                    async for line in lines:
                        field, _, value = line.rstrip("\n").partition(": ")
                        if field in ("id", "event", "data"):
                            event[field] = value
                        elif "event" in event:
                            last = event.get("id", last)
                            told: dict[str, Any] = {"type": event["event"], **json.loads(event["data"])}
                            event, breaks = {}, 0
                            yield told
                            if told["type"] == "run" and told["ended"] is not None:
                                return
            except (OSError, http.client.HTTPException) as error:
                if (breaks := breaks + 1) > _MOST_BREAKS:
                    raise ServerError(f"the events of run {self.id} end in the middle: {error}") from error
            await asyncio.sleep(0.25 * 2**breaks)

    async def signal(self, name: str, payload: Any = None) -> None:
        """Sends a signal, for ``await wait_for_signal(name)``, which gives the payload. It is kept until a task waits for it."""
        await self._send("POST", f"/signals/{_quote(name)}", {"payload": plain(payload)})

    async def cancel(self) -> None:
        """Asks for its end."""
        await self._send("POST", "/cancel")

    async def _send(self, method: str, rest: str = "", body: Any = None) -> Any:
        return await self._http.send(Request(method, self._path(rest), body, repeatable=method == "GET"))

    def _path(self, rest: str) -> str:
        return f"/v1/runs/{_quote(self.id)}{rest}"

    def __repr__(self) -> str:
        return f"<run {self.id} on a server>"


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _without_none(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
