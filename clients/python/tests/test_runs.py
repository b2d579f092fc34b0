import asyncio
import os
import subprocess
import tempfile
import unittest
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from capsule import (
    Envelope, ProgramError, RunHandle, TaskCancelledError, Worker, get_run, list_runs, resume_run, run, run_sync, start_run,
)
from capsule_run import current_tool_call
from tests import CAPSULE

FLOW = """
from capsule import task, tools, wait_for_signal

@task(name="main")
async def main(order, *words):
    charged = await tools.charge.call_async(order)
    print("charged")
    approved = await wait_for_signal("approved")
    return {"order": charged, "by": approved}
"""


@dataclass
class Report:
    order: int
    by: str


class RunTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "flow.py"
        self.file.write_text(FLOW)
        self.charges: list[str] = []

    def charge(self, order: int) -> int:
        self.charges.append(current_tool_call().key)
        return order

    def go(self, test: Coroutine[Any, Any, None]) -> None:
        asyncio.run(test)

    async def waits(self, handle: RunHandle[Any]) -> None:
        while (await handle.info()).awaited_signal != "approved":
            await asyncio.sleep(0.02)

    def test_a_run_waits_for_a_signal_and_ends(self) -> None:
        async def test() -> None:
            printed: list[str] = []
            async with Worker(CAPSULE) as worker:
                handle = await worker.start_run(
                    file=self.file, args=[7], tools=[self.charge], result_type=Report, on_output=lambda text, _: printed.append(text))
                await self.waits(handle)
                info = await handle.info()
                self.assertEqual(("waiting", "flow.py", True, None), (info.status, info.program, info.durable, info.ended))
                other = await worker.get_run(handle.id, cwd=self.folder, result_type=Report)
                waiting = asyncio.ensure_future(other.result())
                await other.signal("approved", "Ada")
                self.assertEqual(Report(7, "Ada"), (await handle.result()).unwrap())
                self.assertEqual(Report(7, "Ada"), (await waiting).unwrap())
                self.assertEqual(("succeeded", ["charged\n"]), (await handle.status(), printed))
                self.assertEqual([handle.id], [run.id for run in await worker.list_runs(cwd=self.folder, status="succeeded")])
                self.assertEqual([], await worker.list_runs(cwd=self.folder, open=True))

        self.go(test())

    def test_a_run_whose_worker_was_killed_goes_on_where_it_was(self) -> None:
        async def test() -> None:
            async with Worker(CAPSULE) as worker:
                handle = await worker.start_run(file="flow.py", cwd=self.folder, args=[7], tools=[self.charge], key="order 7")
                await self.waits(handle)
                os.kill(worker.pid or 0, 9)
                self.assertEqual("internal_error", ((await handle.result()).error or {"error_type": ""})["error_type"])
                info = await handle.info()
                self.assertEqual(("waiting", False), (info.status, info.owned))
                found = await worker.get_run("order 7", cwd=self.folder)
                self.assertIn("was interrupted", ((await found.result()).error or {"message": ""})["message"])
                resumed = await found.resume(tools=[self.charge])
                await resumed.signal("approved", "Ada")
                self.assertEqual((handle.id, {"order": 7, "by": "Ada"}), (resumed.id, (await resumed.result()).unwrap()))
                again = await worker.start_run(file="flow.py", cwd=self.folder, args=[7], tools=[self.charge], key="order 7")
                self.assertEqual((handle.id, {"order": 7, "by": "Ada"}), (again.id, (await again.result()).unwrap()))
                ended = await worker.resume_run(handle.id, cwd=self.folder, result_type=Report)
                self.assertEqual(Report(7, "Ada"), (await ended.result()).unwrap())
            self.assertEqual(1, len(self.charges))

        self.go(test())

    def test_the_default_worker_and_the_command_see_the_same_runs(self) -> None:
        async def test() -> None:
            handle = await start_run(file=self.file, args=[1], tools=[self.charge], capsule_path=CAPSULE)
            await self.waits(handle)
            listed = await list_runs(cwd=self.folder, open=True, capsule_path=CAPSULE)
            self.assertEqual([(handle.id, "waiting")], [(run.id, run.status) for run in listed])
            subprocess.run([CAPSULE, "signal", handle.id, "approved", '"Bob"', "--project", self.folder], check=True, capture_output=True)
            self.assertEqual("Bob", (await handle.result()).unwrap()["by"])
            self.assertEqual(handle.id, (await (await get_run(handle.id, cwd=self.folder, capsule_path=CAPSULE)).info()).id)
            self.assertEqual(handle.id, (await resume_run(handle.id, cwd=self.folder, capsule_path=CAPSULE)).id)

        self.go(test())

    def test_a_run_is_interrupted_by_the_end_of_its_loop_and_cancelled_by_cancel(self) -> None:
        async def begin() -> str:
            handle = await start_run(file=self.file, args=[1], tools=[self.charge], capsule_path=CAPSULE)
            await self.waits(handle)
            return handle.id

        id = asyncio.run(begin())

        async def test() -> None:
            handle = await get_run(id, cwd=self.folder, capsule_path=CAPSULE)
            while (await handle.info()).owned:
                await asyncio.sleep(0.02)
            await handle.cancel()
            self.assertEqual("cancelled", await handle.status())
            with self.assertRaises(TaskCancelledError):
                (await handle.result()).unwrap()
            with self.assertRaises(ProgramError):
                await handle.signal("approved")

        self.go(test())

    def test_a_key_that_is_executed_already_is_waited_for(self) -> None:
        async def test() -> None:
            async with Worker(CAPSULE) as worker, Worker(CAPSULE) as other:
                first = await worker.start_run(file=self.file, args=[7], tools=[self.charge], key="k")
                await self.waits(first)
                second = await other.start_run(file=self.file, args=[8], tools=[self.charge], key="k")
                third = asyncio.ensure_future(worker.run(file=self.file, args=[9], tools=[self.charge], key="k"))
                self.assertEqual(first.id, second.id)
                await second.signal("approved", "Ada")
                for envelope in (await first.result(), await second.result(), await third):
                    self.assertEqual({"order": 7, "by": "Ada"}, envelope.unwrap())
            self.assertEqual(1, len(self.charges))

        self.go(test())

    def test_an_artifact_of_any_name_is_resumed(self) -> None:
        async def test() -> None:
            subprocess.run([CAPSULE, "build", "flow.py"], cwd=self.folder, check=True, capture_output=True)
            artifact = next(self.folder.glob("*.wasm")).rename(self.folder / "flow.bin")
            async with Worker(CAPSULE) as worker:
                handle = await worker.start_run(artifact=artifact, cwd=self.folder, args=[3], tools=[self.charge])
                await self.waits(handle)
            async with Worker(CAPSULE) as worker:
                resumed = await worker.resume_run(handle.id, cwd=self.folder, tools=[self.charge])
                await resumed.signal("approved", "Ada")
                self.assertEqual({"order": 3, "by": "Ada"}, (await resumed.result()).unwrap())
            self.assertEqual(1, len(self.charges))

        self.go(test())

    def test_run_takes_a_key_too(self) -> None:
        program = self.folder / "count.py"
        program.write_text("def main(n):\n    return n\n")
        first = run_sync(file=program, args=[1], key="k", capsule_path=CAPSULE)
        second = asyncio.run(run(file=program, args=[2], key="k", durable=True, capsule_path=CAPSULE))
        self.assertEqual((1, 1), (first.unwrap(), second.unwrap()))
        self.assertEqual((True, first.run_id), (first.run_id is not None, second.run_id))
        self.assertIsNone(run_sync(file=program, args=[1], capsule_path=CAPSULE).run_id)

    def test_what_cannot_be_done_is_said(self) -> None:
        async def test() -> None:
            program = self.folder / "broken.py"
            program.write_text("def main(:\n")
            source = "def main(): pass\n"
            unset = await start_run(file=self.file, args=[1], capsule_path=CAPSULE)
            ended: Envelope = await unset.result()
            self.assertIn("none were granted", (ended.error or {"message": ""})["message"])
            empty = self.folder / "empty"
            empty.mkdir()
            calls: list[tuple[Callable[[], Coroutine[Any, Any, object]], str]] = [
                (lambda: start_run(source=source, capsule_path=CAPSULE), "needs its program in a \"file\""),
                (lambda: start_run(file=program, capsule_path=CAPSULE), "SyntaxError"),
                (lambda: start_run(file=self.file, key="a\nb", capsule_path=CAPSULE), "\"key\" takes 1 to 200 characters"),
                (lambda: list_runs(cwd=empty, capsule_path=CAPSULE), "name that folder with \"cwd\""),
                (lambda: get_run("nothing", cwd=self.folder, capsule_path=CAPSULE), "there is no run with the id or key \"nothing\""),
                (lambda: resume_run("nothing", cwd=self.folder, capsule_path=CAPSULE), "there is no run"),
                (lambda: list_runs(cwd=self.folder, status=cast("Any", "over"), capsule_path=CAPSULE), "\"status\" takes one of \"running\""),
                (lambda: list_runs(cwd=self.folder, limit=0, capsule_path=CAPSULE), "\"limit\" takes a whole number from 1 to 1000"),
            ]
            for call, message in calls:
                with self.subTest(message=message), self.assertRaises(ProgramError) as caught:
                    await call()
                self.assertIn(message, str(caught.exception))

        self.go(test())
