import asyncio
import os
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from capsule import run, run_sync
from tests import CAPSULE

ECHO = "def main(*args, **kwargs):\n    return [list(args), kwargs]\n"
LOOP = "from capsule import task\n@task(name='main', compute=10**15)\ndef main():\n    while True: pass\n"


class RunTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def test_a_file_runs_and_its_envelope_comes_back(self) -> None:
        path = self.write("greet.py", "def main(name, mark='.'):\n    return f'Hello {name}{mark}'\n")
        envelope = asyncio.run(run(file=path, args=["Ädä"], kwargs={"mark": "!"}, mounts=[], capsule_path=CAPSULE))
        self.assertEqual((True, "Hello Ädä!", None), (envelope["success"], envelope["result"], envelope["error"]))
        self.assertEqual("main", envelope["execution"]["task_name"])

    def test_an_artifact_runs(self) -> None:
        self.write("echo.py", ECHO)
        subprocess.run([CAPSULE, "build", "echo.py"], cwd=self.folder, check=True, capture_output=True)
        artifact = next(self.folder.glob("*.wasm"))
        self.assertEqual([[1], {}], run_sync(file=artifact, args=[1], capsule_path=CAPSULE)["result"])
        renamed = artifact.rename(self.folder / "echo.bin")
        self.assertEqual([[2], {}], run_sync(artifact=renamed, args=[2], capsule_path=CAPSULE)["result"])

    def test_a_source_text_runs_with_a_named_task(self) -> None:
        source = "from capsule import task\n@task\ndef a(): return 1\n@task\ndef b(): return 2\n"
        self.assertEqual(2, run_sync(source=source, task="b", capsule_path=CAPSULE)["result"])

    def test_relative_paths_start_in_the_current_directory_or_in_cwd(self) -> None:
        self.write("echo.py", ECHO)
        self.assertTrue(run_sync(file="echo.py", cwd=self.folder, capsule_path=CAPSULE)["success"])
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        self.assertTrue(run_sync(file="./echo.py", capsule_path=CAPSULE)["success"])

    def test_a_failure_is_an_envelope_and_no_exception(self) -> None:
        envelope = run_sync(source="def main():\n    raise ValueError('boom')\n", capsule_path=CAPSULE)
        error = envelope["error"]
        assert error is not None
        self.assertEqual((False, None), (envelope["success"], envelope["result"]))
        self.assertEqual(("task_error", "ValueError: boom"), (error["error_type"], error["message"]))
        self.assertIn("line 2, in main", error["traceback"])

    def test_limits_replace_those_of_the_task(self) -> None:
        for limits, error_type in (({"compute": 5_000_000}, "fuel_exhausted"), ({"timeout": "100ms"}, "timeout")):
            with self.subTest(limits):
                error = run_sync(source=LOOP, capsule_path=CAPSULE, **limits)["error"]
                assert error is not None
                self.assertEqual(error_type, error["error_type"])

    def test_wrong_values_are_config_errors_that_name_them(self) -> None:
        for wrong, message in (({"compute": "FOO"}, "compute="), ({"ram": "64M"}, "ram="), ({"mounts": ["x::"]}, "mount")):
            with self.subTest(wrong):
                error = run_sync(source=ECHO, capsule_path=CAPSULE, **wrong)["error"]
                assert error is not None
                self.assertEqual("config_error", error["error_type"])
                self.assertIn(message, error["message"])

    def test_a_mount_gives_the_task_a_folder(self) -> None:
        (self.folder / "data").mkdir()
        (self.folder / "data" / "note.txt").write_text("granted")
        source = "def main(path): return open(path).read()"
        envelope = run_sync(source=source, args=["data/note.txt"], mounts=["./data"], cwd=self.folder, capsule_path=CAPSULE)
        self.assertEqual("granted", envelope["result"], envelope["error"])

    def test_arguments_that_make_no_sense_raise(self) -> None:
        with self.assertRaises(TypeError):
            run_sync(capsule_path=CAPSULE)
        with self.assertRaises(TypeError):
            run_sync(source=ECHO, args="abc", capsule_path=CAPSULE)
        with self.assertRaises(TypeError):
            run_sync(source=ECHO, args=[object()], capsule_path=CAPSULE)
        with self.assertRaises(ValueError):
            run_sync(source=ECHO, args=[float("nan")], capsule_path=CAPSULE)

    def test_arguments_beyond_the_limits_are_answered(self) -> None:
        deep: list[object] = []
        for _ in range(100):
            deep = [deep]
        for args in ([deep], ["x" * (17 << 20)]):
            error = run_sync(source=ECHO, args=args, capsule_path=CAPSULE)["error"]
            assert error is not None
            self.assertEqual("config_error", error["error_type"])

    def test_output_comes_while_the_task_runs(self) -> None:
        heard: list[tuple[str, str]] = []
        source = "import sys\ndef main():\n    print('forged\\n{\"event\": \"result\"}')\n    print('err', file=sys.stderr)\n"
        for go in (run_sync, lambda **arguments: asyncio.run(run(**arguments))):
            heard.clear()
            self.assertTrue(go(source=source, on_output=lambda *text: heard.append(text), capsule_path=CAPSULE)["success"])
            by_stream = {stream: "".join(text for text, other in heard if other == stream) for _, stream in heard}
            self.assertEqual({"stdout": "forged\n{\"event\": \"result\"}\n", "stderr": "err\n"}, by_stream)

    def test_an_exception_in_the_listener_reaches_the_caller(self) -> None:
        def fail(*_: str) -> None:
            raise LookupError("mine")

        with self.assertRaisesRegex(LookupError, "mine"):
            run_sync(source="def main():\n    print(1)\n", on_output=fail, capsule_path=CAPSULE)

    def test_a_thousand_runs_at_once_get_their_own_answers(self) -> None:
        async def all_of_them() -> list[object]:
            envelopes = await asyncio.gather(
                *(run(source=ECHO, args=[number], capsule_path=CAPSULE) for number in range(1000))
            )
            return [envelope["result"] for envelope in envelopes]

        self.assertEqual([[[number], {}] for number in range(1000)], asyncio.run(all_of_them()))

    def test_an_edited_file_is_the_new_program_at_once(self) -> None:
        for value in range(20):
            path = self.write("value.py", f"def main():\n    return {value:02}0\n".replace("return 0", "return 1"))
            self.assertEqual(int(path.read_text().split()[-1]), run_sync(file=path, capsule_path=CAPSULE)["result"])

    def test_an_edited_module_that_is_imported_is_the_new_program_at_once(self) -> None:
        path = self.write("main.py", "import helper\ndef main():\n    return helper.VALUE\n")
        for value in (1, 2, 3):
            self.write("helper.py", f"VALUE = {value}\n")
            self.assertEqual(value, run_sync(file=path, capsule_path=CAPSULE)["result"])

    def test_a_cancelled_coroutine_cancels_its_task(self) -> None:
        async def cancel() -> int:
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(run(source=LOOP, capsule_path=CAPSULE), 0.5)
            return (await run(source="def main(): return 5", capsule_path=CAPSULE))["result"]

        self.assertEqual(5, asyncio.run(cancel()))

    def test_loops_do_not_keep_others_waiting(self) -> None:
        async def mixed() -> list[object]:
            loops = [asyncio.ensure_future(run(source=LOOP, capsule_path=CAPSULE)) for _ in range(20)]
            await asyncio.sleep(0.2)
            envelopes = [await run(source=ECHO, args=[number], capsule_path=CAPSULE) for number in range(10)]
            for loop in loops:
                self.assertFalse(loop.done())
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            return [envelope["result"] for envelope in envelopes]

        self.assertEqual([[[number], {}] for number in range(10)], asyncio.run(mixed()))

    def test_event_loops_and_threads_share_a_worker(self) -> None:
        results: list[object] = []

        def use(number: int) -> None:
            for _ in range(3):
                envelope = asyncio.run(run(source=ECHO, args=[number], capsule_path=CAPSULE))
                results.append(envelope["result"])
            results.append(run_sync(source=ECHO, args=[number], capsule_path=CAPSULE)["result"])

        threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted([[[number], {}] for number in range(8)] * 4), sorted(results))

    def test_source_in_typescript_runs(self) -> None:
        source = "export function main(a: number, { b }: { b: number }) { return [a, b]; }"
        envelope = run_sync(source=source, language="typescript", args=[1], kwargs={"b": 2}, capsule_path=CAPSULE)
        self.assertEqual(([1, 2], None), (envelope["result"], envelope["error"]))
        file = self.write("greet.ts", "export const main = (name: string): string => `Hello ${name}`;\n")
        self.assertEqual("Hello Ada", asyncio.run(run(file=file, args=["Ada"], capsule_path=CAPSULE))["result"])

    def test_typescript_calls_functions_of_this_program(self) -> None:
        def add(a: int, b: int) -> int:
            return a + b

        source = """
            import { tools } from "@capsule-run/sdk";
            export async function main() { return [await tools.add({ a: 1, b: 2 }), await tools.add(3, 4)]; }
        """
        self.assertEqual([3, 7], run_sync(source=source, language="typescript", tools=[add], capsule_path=CAPSULE).unwrap())

    def test_the_language_of_a_file_is_its_own(self) -> None:
        envelope = run_sync(file="a.ts", language="typescript", capsule_path=CAPSULE)
        assert envelope["error"] is not None
        self.assertIn('"language" is for "source"', envelope["error"]["message"])
