import asyncio
import os
import socket
import threading
import unittest
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from capsule import Client, Envelope, ServerError, TaskRaisedError

URL = os.environ["CAPSULE_URL"]
KEY = os.environ["CAPSULE_API_KEY"]

PRICES = """
from capsule import task
import prices

@task
def price(n):
    return n * prices.EACH

@task(name="main")
def main(n):
    print("pricing")
    return price(n).unwrap()
"""


class ClientTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.client = await self.enterAsyncContext(Client(URL, api_key=KEY))

    async def test_code_gives_its_result_and_what_it_printed(self) -> None:
        done = await self.client.execute("print('adding')\nargs['a'] + 22", args={"a": 20}, result_type=int)
        self.assertEqual((done.unwrap(), done["stdout"]), (42, "adding\n"))
        self.assertEqual((await self.client.execute("const n: number = 21; n * 2", language="typescript")).unwrap(), 42)

    async def test_code_that_fails_is_an_envelope_which_unwrap_raises(self) -> None:
        with self.assertRaises(TaskRaisedError) as raised:
            (await self.client.execute("1 / 0")).unwrap()
        self.assertEqual(raised.exception.exception, "ZeroDivisionError")

    async def test_what_the_server_refuses_says_why_and_not_the_key(self) -> None:
        with self.assertRaises(ServerError) as refused:
            await self.client.execute("1", limits={"ram": "many"})
        self.assertEqual((refused.exception.status, refused.exception.error_type), (400, "config_error"))
        stranger = Client(URL, api_key="capsule_none_secret")
        with self.assertRaises(ServerError) as unknown:
            await stranger.execute("1")
        self.assertEqual(unknown.exception.status, 401)
        self.assertNotIn("secret", str(unknown.exception))
        await stranger.close()

    async def test_many_at_once_share_their_connections(self) -> None:
        done = await asyncio.gather(*(self.client.execute(str(n)) for n in range(20)))
        self.assertEqual([answer.unwrap() for answer in done], list(range(20)))

    async def test_who_gives_up_ends_the_execution(self) -> None:
        waiting = asyncio.ensure_future(self.client.execute("import time\ntime.sleep(3600)", limits={"timeout": "5m"}))
        await self.client.execute("1")
        waiting.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await waiting
        self.assertEqual((await self.client.execute("2")).unwrap(), 2)

    async def test_a_program_is_uploaded_once_and_run_by_its_alias(self) -> None:
        files: dict[str, str | bytes] = {"main.py": PRICES, "prices.py": b"EACH = 7\n"}
        version = await self.client.upload(files, name="prices")
        self.assertEqual(await self.client.upload(files), version)
        await self.client.set_alias("prices-now", version)

        run = await self.client.start_run("prices-now", args={"n": 6})
        events = [event async for event in run.events()]
        self.assertEqual((await run.result()).unwrap(int), 42)
        self.assertIn("pricing\n", [event.get("text") for event in events])
        self.assertEqual(events[-1]["envelope"]["result"], 42)
        self.assertIn(run.id, [listed["id"] async for listed in self.client.runs("succeeded")])

    async def test_a_run_under_one_key_is_one_run_which_waits_for_its_signal(self) -> None:
        code = "from capsule import wait_for_signal\nawait wait_for_signal('approved')"
        run = await self.client.start_run(code=code, key="order 8")
        self.assertEqual((await self.client.start_run(code=code, key="order 8")).id, run.id)
        async for event in run.events():
            if event["type"] == "run" and event["status"] == "waiting":
                await run.signal("approved", {"by": "Ada"})
        self.assertEqual((await run.result()).unwrap(), {"by": "Ada"})

    async def test_a_run_is_cancelled(self) -> None:
        run = await self.client.start_run(code="import time\ntime.sleep(3600)")
        await run.cancel()
        envelope: Envelope = await run.result()
        self.assertEqual((envelope.error or {})["error_type"], "cancelled")
        self.assertEqual((await run.info())["status"], "cancelled")


ENVELOPE = b'{"success": true, "result": 1, "error": null, "execution": {}}'


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class TransportTests(unittest.IsolatedAsyncioTestCase):
    def serve(self, handler: type[Answers]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}"

    def test_a_key_is_not_sent_to_another_machine_without_tls(self) -> None:
        with self.assertRaisesRegex(ValueError, "unencrypted"):
            Client("http://example.org", api_key=KEY)
        Client("http://example.org", api_key=KEY, insecure=True)
        with self.assertRaisesRegex(ValueError, "api_key is missing"):
            Client("https://example.org", api_key="")

    async def test_a_busy_server_is_asked_again_and_broken_events_go_on_where_they_were(self) -> None:
        seen: list[str] = []

        class Handler(Answers):
            def do_POST(self) -> None:
                seen.append(self.path)
                self.rfile.read(int(self.headers["Content-Length"]))
                if len(seen) == 1:
                    self.answer(503, b"", {"Retry-After": "0"})
                else:
                    self.answer(200, ENVELOPE, {})

            def do_GET(self) -> None:
                last = self.headers["Last-Event-ID"]
                seen.append(f"{self.path} {last}")
                if last is None:
                    self.answer(200, b'id: 5\nevent: output\ndata: {"text": "half"}\n\nid: 6\neve', {"Content-Length": "1000"})
                    self.close_connection = True
                else:
                    self.answer(200, b':\n\nid: 7\nevent: run\ndata: {"ended": "now"}\n\n', {})

        async with Client(self.serve(Handler), api_key=KEY) as client:
            self.assertEqual((await client.execute("1")).unwrap(), 1)
            events = [event async for event in client.run("a/b").events()]
        self.assertEqual([event["type"] for event in events], ["output", "run"])
        self.assertEqual(seen, ["/v1/execute", "/v1/execute", "/v1/runs/a%2Fb/events None", "/v1/runs/a%2Fb/events 5"])

    async def test_a_busy_proxy_that_says_a_date_is_asked_again(self) -> None:
        seen: list[str] = []

        class Handler(Answers):
            def do_POST(self) -> None:
                seen.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if len(seen) == 1:
                    self.answer(503, b"", {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
                else:
                    self.answer(200, ENVELOPE, {})

        async with Client(self.serve(Handler), api_key=KEY) as client:
            self.assertEqual((await client.execute("1")).unwrap(), 1)
        self.assertEqual(len(seen), 2)

    async def test_a_request_that_may_have_been_begun_is_not_sent_twice_and_a_connection_that_has_ended_not_used(self) -> None:
        seen: list[str] = []
        ended = threading.Event()

        class Handler(Answers):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                seen.append(body)
                if "lost" not in body:
                    self.answer(200, ENVELOPE, {})
                self.close_connection = "kept" not in body

            def finish(self) -> None:
                super().finish()
                self.connection.shutdown(socket.SHUT_RDWR)
                ended.set()

        async with Client(self.serve(Handler), api_key=KEY) as client:
            self.assertEqual((await client.execute("closed")).unwrap(), 1)
            await asyncio.to_thread(ended.wait)
            self.assertEqual((await client.execute("kept")).unwrap(), 1)
            with self.assertRaisesRegex(ServerError, "does not answer"):
                await client.execute("lost")
        self.assertEqual([body.split('"')[3] for body in seen], ["closed", "kept", "lost"])


if __name__ == "__main__":
    unittest.main()
