import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

from capsule import Cell, CellError, Session, SessionError, SessionLostError, SessionSync, Worker, WorkerError
from capsule_run import Display, Text
from tests import CAPSULE

LOOP = "x = 1\nprint('on', flush=True)\nwhile True: pass"
PNG = "class P:\n    def _repr_png_(self): return b'\\x89PNG'\nP()"


class SessionTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def go(self, test: Coroutine[Any, Any, None]) -> None:
        asyncio.run(test)

    def test_a_session_keeps_state_and_says_how_each_cell_ended(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE) as session:
                first = await session.run("x = 20")
                self.assertEqual("the last statement assigns to x, so the cell has no value: end it with x to see it", first.hint)
                self.assertEqual((True, None, None, 1), (first.success, first.value, first.repr, first.number))
                cell = await session.run("import sys\nprint('so')\nprint('oh', file=sys.stderr)\ndisplay({'a': 1})\nx + 1")
                self.assertEqual((21, "21", "so\n", "oh\n"), (cell.value, cell.repr, cell.stdout, cell.stderr))
                self.assertIsInstance(cell.output[-1], Display)
                self.assertGreater(cell.fuel_consumed, 0)
                self.assertEqual(b"\x89PNG", (await session.run(PNG)).bytes_of("image/png"))

        self.go(test())

    def test_a_session_of_typescript_keeps_state(self) -> None:
        async def test() -> None:
            async with Session(language="typescript", capsule_path=CAPSULE) as session:
                self.assertEqual((True, None), ((first := await session.run("const x: number = 20")).success, first.value))
                cell = await session.run("console.log('so'); console.error('oh'); x + 1")
                self.assertEqual((21, "so\n", "oh\n"), (cell.value, cell.stdout, cell.stderr))
                fork = await session.fork()
                self.assertEqual([20, "c"], (await fork.run("const y = 'c'; [x, y]")).value)
                failed = await session.run("y")
                assert failed.error is not None
                self.assertIn("ReferenceError", failed.error["exception"])
            with self.assertRaisesRegex(SessionError, "sessions of Python"):
                await Session(language="javascript", packages=["numpy"], capsule_path=CAPSULE).open()

        self.go(test())

    def test_a_missing_module_is_told_with_what_to_do(self) -> None:
        with SessionSync(capsule_path=CAPSULE) as session:
            cell = session.run("import numpy.random")
            self.assertEqual(
                "the session has no module 'numpy': give it the package that has it, such as Session(packages=[\"numpy\"]), or site_packages", cell.hint)
            with self.assertRaisesRegex(CellError, "No module named 'numpy'\nthe session has no module"):
                cell.raise_for_error()

    def test_cells_import_from_a_folder_of_packages(self) -> None:
        async def test() -> None:
            (self.folder / "greeting.py").write_text("HELLO = 'hello'\n")
            async with Session(capsule_path=CAPSULE, site_packages=self.folder.name, cwd=self.folder.parent) as session:
                self.assertEqual("hello", (await session.run("import greeting\ngreeting.HELLO")).value)
                fork = await session.fork()
                self.assertEqual("hello", (await fork.run("greeting.HELLO")).value)

        self.go(test())

    def test_packages_that_cannot_be_had_are_told_at_once(self) -> None:
        async def make(**arguments: Any) -> None:
            async with Session(capsule_path=CAPSULE, **arguments):
                self.fail("it was made")

        with self.assertRaises(TypeError):
            Session(capsule_path=CAPSULE, packages="numpy")
        with self.assertRaisesRegex(SessionError, "not valid"):
            self.go(make(packages=["--index-url"]))
        with self.assertRaisesRegex(SessionError, "exclude each other"):
            self.go(make(packages=["numpy"], site_packages=self.folder))

    def test_a_cell_that_fails_raises_only_when_asked_to(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE) as session:
                cell = await session.run("y = 5\n1 / 0")
                assert cell.error is not None
                self.assertEqual(("task_error", "ZeroDivisionError"), (cell.error["error_type"], cell.error["exception"]))
                with self.assertRaisesRegex(CellError, '<cell 1>", line 2') as raised:
                    cell.raise_for_error()
                self.assertIs(cell, raised.exception.cell)
                self.assertEqual(5, (await session.run("y")).raise_for_error().value)

        self.go(test())

    def test_output_comes_by_callback_and_by_iterator(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE) as session:
                heard: list[Text | Display] = []
                await session.run("print('a'); display(1)", on_output=heard.append)
                self.assertEqual((Text("a\n", "stdout"), "1"), (heard[0], heard[-1].data["text/plain"]))  # type: ignore[union-attr]
                items = [item async for item in session.stream("print('b', flush=True)\n7")]
                self.assertEqual("b\n", "".join(item.text for item in items if isinstance(item, Text)))
                assert isinstance(items[-1], Cell)
                self.assertEqual(7, items[-1].value)

        self.go(test())

    def test_stopping_to_iterate_interrupts_the_cell(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE, compute=10**15) as session:
                async with aclosing(session.stream(LOOP)) as items:  # type: ignore[type-var]
                    async for _ in items:
                        break
                self.assertEqual(1, (await session.run("x")).value)

        self.go(test())

    def test_cancelling_and_interrupting_end_the_cell_and_not_the_session(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE, compute=10**15) as session:
                started = asyncio.Event()
                running = asyncio.ensure_future(session.run(LOOP, on_output=lambda _: started.set()))
                await started.wait()
                running.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await running
                self.assertEqual(1, (await session.run("x")).value)
                started.clear()
                running = asyncio.ensure_future(session.run(LOOP, on_output=lambda _: started.set()))
                await started.wait()
                self.assertTrue(await session.interrupt())
                error = (await running).error
                assert error is not None
                self.assertEqual("cancelled", error["error_type"])

        self.go(test())

    def test_calls_that_are_started_together_keep_their_order(self) -> None:
        async def test() -> None:
            async with Session(capsule_path=CAPSULE) as session:
                cells = await asyncio.gather(*(session.run(f"x = globals().get('x', []) + [{i}]; x") for i in range(20)))
                self.assertEqual([list(range(i + 1)) for i in range(20)], [cell.value for cell in cells])

        self.go(test())

    def test_files_forks_and_snapshots(self) -> None:
        async def test() -> None:
            (self.folder / "in.bin").write_bytes(b"\x00\xff")
            async with Session(capsule_path=CAPSULE, cwd=self.folder) as session:
                await session.write_file("a.txt", "héllo")
                await session.write_file("b.bin", b"\x01")
                self.assertEqual(2, await session.import_file("in.bin", "c/in.bin"))
                self.assertEqual(["a.txt", "b.bin", "c", "c/in.bin"], [file["path"] for file in await session.list_files()])
                await session.run("x = [open('a.txt').read()]\nopen('out', 'wb').write(b'out')")
                self.assertEqual(b"out", await session.read_file("out"))
                cell = await session.run("open('new', 'w').write('xy')")
                self.assertEqual([("new", 2)], [(file.path, file.size) for file in cell.files])
                self.assertEqual(0, cell.files_omitted)
                await session.delete_file("new")
                await session.export_file("out", "out.bin")
                self.assertEqual(b"out", (self.folder / "out.bin").read_bytes())
                await session.delete_file("out")
                with self.assertRaisesRegex(SessionError, "no such file") as raised:
                    await session.read_file("out")
                self.assertEqual("config_error", raised.exception.error_type)

                snapshot = await session.snapshot()
                async with await session.fork() as fork, Session.from_snapshot(snapshot) as other:
                    await session.run("x.append(2)")
                    self.assertEqual(["héllo", 2], (await session.run("x")).value)
                    self.assertEqual(["héllo"], (await fork.run("x")).value)
                    self.assertEqual(["héllo"], (await other.run("x")).value)
                await session.restore(snapshot)
                self.assertEqual(["héllo"], (await session.run("x")).value)
                await session.drop_snapshot(snapshot)
                with self.assertRaisesRegex(SessionError, "there is no snapshot"):
                    await session.restore(snapshot)
                await session.reset()
                self.assertFalse((await session.run("x")).success)

        self.go(test())

    def test_a_session_goes_on_in_another_process(self) -> None:
        async def test() -> None:
            async with Worker(CAPSULE) as first, Session(worker=first, cwd=self.folder) as session:
                await session.run("x = 41")
                self.assertGreater(await session.save("work.session"), 0)
                suspended = await session.suspend()
                with self.assertRaisesRegex(SessionError, "closed"):
                    await session.run("x")
            async with Worker(CAPSULE) as second:
                async with Session.load("work.session", worker=second, cwd=self.folder) as loaded:
                    self.assertEqual(42, (await loaded.run("x + 1")).value)
                async with Session.resume(suspended, worker=second) as resumed:
                    self.assertEqual((suspended, 42), (resumed.id, (await resumed.run("x + 1")).value))

        self.go(test())

    def test_a_session_has_what_it_is_granted_and_nothing_else(self) -> None:
        (self.folder / "data").mkdir()
        (self.folder / "data" / "a.txt").write_text("host")
        (self.folder / ".env").write_text("REGION=north\nOTHER=hidden\n")
        cell = "import os\n[os.path.exists('data/a.txt'), os.environ.get('REGION'), os.environ.get('OTHER')]"
        with SessionSync(capsule_path=CAPSULE, cwd=self.folder, mounts=["./data"], env_variables=["REGION"]) as session:
            self.assertEqual([True, "north", None], session.run(cell).value)
            session.save("s")
        with SessionSync.load("s", capsule_path=CAPSULE, cwd=self.folder) as loaded:
            self.assertEqual([False, None, None], loaded.run(cell).value)
            denied = loaded.run("import urllib.request\nurllib.request.urlopen('http://localhost:1/')").error
            assert denied is not None
            self.assertEqual("permission_denied", denied["error_type"])

    def test_a_session_whose_worker_died_is_lost_until_it_is_reset(self) -> None:
        async def test() -> None:
            async with Worker(CAPSULE) as worker, Session(worker=worker, compute=10**15) as session:
                started = asyncio.Event()
                running = asyncio.ensure_future(session.run(LOOP, on_output=lambda _: started.set()))
                await started.wait()
                assert worker.pid is not None
                os.kill(worker.pid, signal.SIGKILL)
                with self.assertRaisesRegex(SessionLostError, "reset"):
                    await running
                with self.assertRaisesRegex(SessionLostError, "the worker ended"):
                    await session.run("x")
                async with Session(worker=worker) as other:
                    self.assertEqual(1, (await other.run("1")).value)
                await session.reset()
                self.assertIn("NameError", str((await session.run("x")).error))
                self.assertEqual(2, (await session.run("2")).value)

        self.go(test())

    def test_wrong_options_and_a_missing_program_raise(self) -> None:
        async def test() -> None:
            with self.assertRaisesRegex(SessionError, "ram=\"lots\" is not valid"):
                await Session(capsule_path=CAPSULE, ram="lots").open()
            with self.assertRaisesRegex(WorkerError, "capsule_path"):
                await Session(capsule_path="/nowhere/capsule").open()
            with self.assertRaisesRegex(SessionError, "no saved session"):
                await Session.load(__file__, capsule_path=CAPSULE).open()

        self.go(test())

    def test_limits_hold_for_the_session_and_for_a_call(self) -> None:
        with SessionSync(capsule_path=CAPSULE, ram="100MB", compute="HIGH") as session:
            self.assertIn("memory_exceeded", str(session.run("bytearray(1 << 30)").error))
            self.assertIn("timeout", str(session.run("while True: pass", timeout="100ms").error))
            self.assertIn("fuel_exhausted", str(session.run("while True: pass", compute=5_000_000).error))

    def test_a_session_without_asyncio_does_the_same(self) -> None:
        with SessionSync(capsule_path=CAPSULE, cwd=self.folder) as session:
            heard: list[Text | Display] = []
            self.assertEqual(2, session.run("print('a')\nx = 2\nx", on_output=heard.append).value)
            self.assertEqual("a\n", "".join(part.text for part in heard if isinstance(part, Text)))
            items = list(session.stream("print('b')\nx + 1"))
            assert isinstance(items[-1], Cell)
            self.assertEqual((Text("b\n", "stdout"), 3), (items[0], items[-1].value))
            session.write_file("f", b"1")
            snapshot = session.snapshot()
            session.run("x = 9")
            with session.fork() as fork:
                self.assertEqual((9, b"1"), (fork.run("x").value, fork.read_file("f")))
            session.restore(snapshot)
            self.assertEqual(2, session.run("x").value)
            session.save("s")
            with SessionSync.load("s", capsule_path=CAPSULE, cwd=self.folder) as loaded:
                self.assertEqual(2, loaded.run("x").value)

    def test_several_threads_share_a_session(self) -> None:
        with SessionSync(capsule_path=CAPSULE) as session:
            session.run("x = 0")
            threads = [threading.Thread(target=session.run, args=("x += 1",)) for _ in range(10)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(10, session.run("x").value)

    def test_ctrl_c_interrupts_the_cell_and_the_session_stays(self) -> None:
        script = (
            "import os, signal\n"
            "from capsule import SessionSync\n"
            "with SessionSync(capsule_path=os.environ['CAPSULE_PATH'], compute=10**15) as session:\n"
            "    try:\n"
            f"        session.run({LOOP!r}, on_output=lambda _: os.kill(os.getpid(), signal.SIGINT))\n"
            "    except KeyboardInterrupt:\n"
            "        print('interrupted', session.run('x').value)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env={**os.environ, "CAPSULE_PATH": CAPSULE}
        )
        self.assertEqual((0, "interrupted 1\n", ""), (done.returncode, done.stdout, done.stderr))

    def test_a_session_that_is_not_closed_is_warned_of(self) -> None:
        session = SessionSync(capsule_path=CAPSULE).open()
        with self.assertWarnsRegex(ResourceWarning, "unclosed session"):
            del session
