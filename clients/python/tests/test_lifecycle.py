import asyncio
import os
import signal
import subprocess
import sys
import time
import unittest

from capsule import Worker, WorkerError, run_sync
from tests import CAPSULE

ONE = "def main(): return 1"
LOOP = "from capsule import task\n@task(name='main', compute=10**15)\ndef main():\n    print('on')\n    while True: pass\n"


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run_script(script: str, *, expect: int = 0) -> str:
    """Runs a program of its own; it must be silent on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60,
        env={**os.environ, "CAPSULE_PATH": CAPSULE},
    )
    assert (done.returncode, done.stderr) == (expect, ""), (done.returncode, done.stderr)
    return done.stdout


class LifecycleTests(unittest.TestCase):
    def test_the_module_is_the_command(self) -> None:
        def run_module(path: str) -> "subprocess.CompletedProcess[str]":
            return subprocess.run(
                [sys.executable, "-m", "capsule_run", "version"], capture_output=True, text=True, timeout=60, env={**os.environ, "PATH": path})

        folder = os.path.dirname(os.path.abspath(CAPSULE))
        found = run_module(f"{folder}{os.pathsep}{os.environ['PATH']}")
        self.assertEqual((0, ""), (found.returncode, found.stderr))
        self.assertRegex(found.stdout, r"\d+\.\d+")
        missing = run_module("/nowhere")
        self.assertEqual((1, ""), (missing.returncode, missing.stdout))
        self.assertIn("put capsule on PATH", missing.stderr)

    def test_a_worker_that_dies_answers_what_was_running_and_starts_again(self) -> None:
        async def kill() -> None:
            async with Worker(CAPSULE) as worker:
                started = asyncio.Event()
                running = asyncio.ensure_future(worker.run(source=LOOP, on_output=lambda *_: started.set()))
                await started.wait()
                first = worker.pid
                assert first is not None
                os.kill(first, signal.SIGKILL)
                error = (await running)["error"]
                assert error is not None
                self.assertEqual("internal_error", error["error_type"])
                self.assertIn("the worker ended", error["message"])
                self.assertEqual(1, (await worker.run(source=ONE))["result"])
                self.assertNotEqual(first, worker.pid)

        asyncio.run(kill())

    def test_a_closed_worker_is_gone_and_refuses(self) -> None:
        with Worker(CAPSULE) as worker:
            worker.run_sync(source=ONE)
            pid = worker.pid
            assert pid is not None
        self.assertFalse(os.path.exists(f"/proc/{pid}"))
        with self.assertRaisesRegex(WorkerError, "closed"):
            worker.run_sync(source=ONE)

    def test_closing_cancels_what_runs(self) -> None:
        async def close() -> str:
            async with Worker(CAPSULE) as worker:
                started = asyncio.Event()
                running = asyncio.ensure_future(worker.run(source=LOOP, on_output=lambda *_: started.set()))
                await started.wait()
            error = (await running)["error"]
            assert error is not None
            return error["error_type"]

        self.assertEqual("cancelled", asyncio.run(close()))

    def test_a_program_that_is_not_there_raises(self) -> None:
        with self.assertRaisesRegex(WorkerError, "capsule_path"):
            run_sync(source=ONE, capsule_path="/nowhere/capsule")

    def test_a_program_that_is_no_worker_raises(self) -> None:
        with self.assertRaisesRegex(WorkerError, "ended|protocol"):
            run_sync(source=ONE, capsule_path="/bin/echo")

    def test_a_process_ends_silently_and_its_worker_with_it(self) -> None:
        output = run_script(
            "import os\n"
            "from capsule import run_sync\n"
            "from capsule_run import default\n"
            f"print(run_sync(source={ONE!r}, capsule_path=os.environ['CAPSULE_PATH'])['result'])\n"
            "print(next(iter(default._workers.values())).pid)\n"
        )
        result, pid = output.split()
        self.assertEqual("1", result)
        self.assertFalse(is_running(int(pid)))

    def test_a_process_ends_while_a_task_loops(self) -> None:
        run_script(
            "import os, threading\n"
            "from capsule import run_sync\n"
            "started = threading.Event()\n"
            f"run = lambda: run_sync(source={LOOP!r}, on_output=lambda *_: started.set(), capsule_path=os.environ['CAPSULE_PATH'])\n"
            "threading.Thread(target=run, daemon=True).start()\n"
            "started.wait()\n"
        )

    def test_a_worker_does_not_outlive_a_process_that_was_killed(self) -> None:
        output = run_script(
            "import os, signal\n"
            "from capsule import Worker\n"
            "worker = Worker(os.environ['CAPSULE_PATH'])\n"
            f"worker.run_sync(source={ONE!r})\n"
            "print(worker.pid, flush=True)\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n",
            expect=-signal.SIGKILL,
        )
        deadline = time.monotonic() + 30
        while is_running(int(output)) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(is_running(int(output)))

    def test_a_forked_process_has_a_worker_of_its_own(self) -> None:
        output = run_script(
            "import os, sys, warnings\n"
            "warnings.simplefilter('ignore', DeprecationWarning)\n"
            "from capsule import run_sync\n"
            "from capsule_run import default\n"
            "path = os.environ['CAPSULE_PATH']\n"
            f"go = lambda: run_sync(source={ONE!r}, capsule_path=path)['result']\n"
            "pid = lambda: next(iter(default._workers.values())).pid\n"
            "go(); print(pid(), flush=True)\n"
            "child = os.fork()\n"
            "if child == 0:\n"
            "    print(go(), pid(), flush=True)\n"
            "    sys.exit(0)\n"
            "assert os.waitpid(child, 0)[1] == 0\n"
            "print(go(), pid())\n"
        )
        first, child_result, child_pid, result, again = output.split()
        self.assertEqual(("1", "1", first), (child_result, result, again))
        self.assertNotEqual(first, child_pid)
        self.assertFalse(is_running(int(child_pid)) or is_running(int(first)))
