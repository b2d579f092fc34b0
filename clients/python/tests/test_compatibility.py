"""Programs as they were written for the first Capsule, in Rust: they run unchanged (docs/reference/compatibility.md)."""

import asyncio
import json
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import capsule
import capsule_adapter
from capsule import ErrorInfo, ExecutionInfo, RunnerOptions, RunnerResult, TaskRunner, close_all, run, run_with_worker
from tests import CAPSULE

HTTP = """
import json
from capsule import http, task

@task(name="fetch", compute="MEDIUM", allowed_hosts=["localhost"])
def fetch(url):
    response = http.get(url, headers={"Authorization": "Bearer hidden", "Accept": "application/json"})
    sent = http.post(url, json_data={"a": 1}).json()
    missing = http.delete(url + "missing")
    return [response.status_code, response.ok(), response.headers["content-type"], response.headers["Content-Type"], response.json(),
            sent, missing.status_code, missing.ok(), repr(missing), http.head(url).text, http.put(url, "x").json()["body"],
            http.patch(url, body="y").json()["body"]]

@task(name="main")
def main(url):
    answer = fetch(url)
    return answer["result"] if answer["success"] else answer["error"]
"""

LIMITS = """
import math, time
from capsule import task

@task(name="slow", timeout="1s", compute="HIGH")
def slow() -> str:
    time.sleep(10)
    return "not reached"

@task(name="busy", compute="LOW", timeout="60s")
def busy() -> str:
    total = 0.0
    for i in range(100_000_000):
        total += math.sqrt(i)
    return "not reached"

@task(name="large", ram="10MB", compute="HIGH", timeout="30s")
def large() -> str:
    return "not reached"

@task(name="main", compute="HIGH", timeout="120s")
def main():
    return [call()["error"]["error_type"] for call in (slow, busy, large)]
"""

FILES = """
from capsule import task

@task(name="writer", allowed_files=[{"path": "./data", "mode": "read-write"}])
def writer(content: str) -> dict:
    with open("./data/output.txt", "w") as f:
        f.write(content)
    return {"written": True}

@task(name="main", allowed_files=[{"path": "./data", "mode": "read-only"}])
def main() -> dict:
    with open("./data/input.txt") as f:
        lines = f.read().strip().split("\\n")
    return {"lines": len(lines), "written": writer(f"{len(lines)} lines")["result"]["written"]}
"""

UNTRUSTED = """
from capsule import task

@task("calculate", compute="HIGH", timeout="10s")
def calculate(code):
    values = {}
    exec(code, {}, values)
    return values.get("result")

@task(name="main", compute="HIGH", ram="64MB", timeout="30s")
def main(code: str):
    return calculate(code)["result"]
"""

ONE_FILE = """
import asyncio
from capsule import task, run, run_with_worker, close_all, RunnerResult, exports, app, TaskRunner

@task(name="main")
def main(name: str = "nobody") -> str:
    assert exports is app.exports and isinstance(exports, TaskRunner)
    return f"Hello {name}"

async def outside() -> RunnerResult:
    return await run(file=__file__, args=["Ada"])

if __name__ == "__main__":
    print(asyncio.run(outside()))
"""


class Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        data = json.dumps({"method": self.command, "body": body, "type": self.headers.get("Content-Type")}).encode()
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


class CompatibilityTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)

    def run_file(self, source: str, *args: str) -> RunnerResult:
        options: RunnerOptions = {"file": self.write("main.py", source), "args": list(args), "cwd": str(self.folder), "capsule_path": CAPSULE}
        return asyncio.run(run(**options))

    def test_requests_in_the_sandbox(self) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        result = self.run_file(HTTP, f"http://localhost:{server.server_address[1]}/")
        self.assertEqual(
            [200, True, "application/json", "application/json", {"method": "GET", "body": "", "type": None},
             {"method": "POST", "body": '{"a": 1}', "type": "application/json"}, 404, False, "<Response [404]>", "", "x", "y"],
            result["result"])

    def test_requests_are_listed_with_their_headers_and_sizes_and_without_credentials(self) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        source = HTTP.replace('@task(name="main")', "@task").replace("def main(", "def other(").replace('name="fetch"', 'name="main"')
        execution: ExecutionInfo = self.run_file(source, f"http://localhost:{server.server_address[1]}/")["execution"]
        first, second = execution["host_requests"][:2]
        self.assertEqual(("GET", 200, 0), (first["method"], first["status"], first["request_bytes"]))
        self.assertIn(["Authorization", "REDACTED"], first["headers"])
        self.assertIn(["Accept", "application/json"], first["headers"])
        self.assertEqual(("POST", 8), (second["method"], second["request_bytes"]))
        self.assertNotIn("hidden", json.dumps(execution))

    def test_limits_are_met_by_the_task_that_has_them(self) -> None:
        self.assertEqual(["timeout", "fuel_exhausted", "memory_exceeded"], self.run_file(LIMITS)["result"])

    def test_files(self) -> None:
        self.write("data/input.txt", "a\nb\n")
        self.assertEqual({"lines": 2, "written": True}, self.run_file(FILES)["result"])
        self.assertEqual("2 lines", (self.folder / "data" / "output.txt").read_text())

    def test_untrusted_code(self) -> None:
        self.assertEqual(4950, self.run_file(UNTRUSTED, "result = sum(range(100))")["result"])

    def test_tasks_and_the_program_that_runs_them_in_one_file(self) -> None:
        self.assertEqual("Hello Ada", self.run_file(ONE_FILE, "Ada")["result"])

    def test_a_sandbox_may_import_what_starts_sandboxes_and_not_call_it(self) -> None:
        result = self.run_file("import asyncio, capsule\ndef main():\n    asyncio.run(capsule.run(file='x.py'))\n")
        error: ErrorInfo | None = result["error"]
        assert error is not None
        self.assertIn("cannot be used inside of one", error["message"])

    def test_the_project_file_may_begin_with_a_capital(self) -> None:
        self.write("Capsule.toml", '[tasks]\ndefault_compute = "LOW"\n')
        result = self.run_file("def main():\n    for _ in range(10**9): pass\n")
        error = result["error"]
        assert error is not None
        self.assertEqual("fuel_exhausted", error["error_type"])

    def test_a_worker_runs_files_and_close_all_ends_it(self) -> None:
        async def test() -> None:
            path = self.write("main.py", ONE_FILE)
            result = await run_with_worker(file="main.py", args=["Bo"], cwd=str(self.folder), capsule_path=CAPSULE)
            self.assertEqual("Hello Bo", result["result"])
            await close_all()
            self.assertEqual("Hello Cy", (await run_with_worker(file=path, args=["Cy"], capsule_path=CAPSULE))["result"])
            with self.assertRaises(FileNotFoundError):
                await run_with_worker(file="missing.wasm", cwd=str(self.folder), capsule_path=CAPSULE)
            await close_all()

        asyncio.run(test())

    def test_mounts_that_may_be_written_say_so(self) -> None:
        (self.folder / "session").mkdir()
        path = self.write("main.py", "def main(text):\n    with open('workspace/out.txt', 'w') as f:\n        f.write(text)\n")
        for mode, success in (("", False), (":rw", True)):
            result = asyncio.run(run(
                file=path, args=["hi"], mounts=[f"session::workspace{mode}"], cwd=str(self.folder), capsule_path=CAPSULE))
            self.assertEqual(success, result["success"], result["error"])
        self.assertEqual("hi", (self.folder / "session" / "out.txt").read_text())

    def test_declared_tasks_run_by_name(self) -> None:
        @capsule.task(name="compatibility_add", ram="64MB")
        def add(a: int, b: int = 2) -> int:
            return a + b

        @capsule.task(name="compatibility_fail")
        async def fail() -> None:
            raise ValueError("boom")

        runner: TaskRunner = capsule.exports
        self.assertEqual({"result": 3}, json.loads(runner.run('{"task_name": "compatibility_add", "args": [1]}')))
        self.assertEqual({"error_type": "task_error", "message": "boom"}, json.loads(runner.run('{"task_name": "compatibility_fail"}')))
        self.assertEqual({"name": "compatibility_add", "ram": "64MB"}, capsule.app.get_task_config("compatibility_add"))

    def test_the_adapter_gives_text(self) -> None:
        async def test() -> None:
            await capsule_adapter.load_sandboxes(capsule_path=CAPSULE)
            self.assertEqual("Hello!\n16", await capsule_adapter.run_python("print('Hello!')\nx = 5 + 3\nx * 2", capsule_path=CAPSULE))
            self.assertEqual("5", await capsule_adapter.run_python("return 2 + 3", capsule_path=CAPSULE))
            with self.assertRaisesRegex(RuntimeError, "division by zero"):
                await capsule_adapter.run_python("1 / 0", capsule_path=CAPSULE)
            self.assertEqual("Hello!\n16", await capsule_adapter.run_javascript("console.log('Hello!'); const x = 8; x * 2", capsule_path=CAPSULE))
            self.assertEqual("5", await capsule_adapter.run_javascript("return 2 + 3", capsule_path=CAPSULE))
            with self.assertRaisesRegex(RuntimeError, "no is not defined"):
                await capsule_adapter.run_javascript("no", capsule_path=CAPSULE)

        asyncio.run(test())

    def test_sessions_of_javascript_of_the_adapter(self) -> None:
        async def test() -> None:
            notes = self.write("notes.txt", "some notes")
            async with capsule_adapter.Session("javascript", capsule_path=CAPSULE) as session:
                self.assertEqual("", await session.run("let x = 1"))
                self.assertEqual("2", await session.run("x += 1; x"))
                await session.import_file(notes, "notes.txt")
                self.assertEqual("some notes", await session.run("import { readFileSync } from 'node:fs'; readFileSync('workspace/notes.txt', 'utf8')"))
                await session.reset()
                self.assertEqual("undefined", await session.run("typeof x"))
                self.assertEqual("['notes.txt']", await session.run("import fs from 'node:fs'; fs.readdirSync('workspace')"))
            with self.assertRaisesRegex(ValueError, "takes 'python' or 'javascript'"):
                capsule_adapter.Session("ruby")

        asyncio.run(test())

    def test_sessions_of_the_adapter(self) -> None:
        async def test() -> None:
            (self.folder / "data").mkdir()
            notes = self.write("notes.txt", "some notes")
            async with capsule_adapter.Session("python", mounts=["data::data:rw"], cwd=str(self.folder), capsule_path=CAPSULE) as session:
                self.assertEqual("", await session.run("x = 1"))
                self.assertEqual("2", await session.run("x += 1; x"))
                self.assertEqual("Imported notes.txt", await session.import_file(notes, "notes.txt"))
                self.assertEqual("some notes", await session.run("with open('workspace/notes.txt') as f:\n    text = f.read()\ntext"))
                await session.run("open('workspace/out.txt', 'w').write('made'); open('data/shared.txt', 'w').write('both')")
                self.assertEqual("both", (self.folder / "data" / "shared.txt").read_text())
                exported = self.folder / "deep" / "out.txt"
                self.assertEqual(f"exported at {exported}", await session.export_file("out.txt", exported))
                self.assertEqual("made", exported.read_text())
                await session.reset()
                with self.assertRaisesRegex(RuntimeError, "name 'x' is not defined"):
                    await session.run("x")
                self.assertEqual("['notes.txt', 'out.txt']", await session.run("import os; sorted(os.listdir('workspace'))"))
                self.assertEqual("Deleted notes.txt", await session.delete_file("notes.txt"))
                self.assertEqual("['out.txt']", await session.run("sorted(os.listdir('workspace'))"))

        asyncio.run(test())
