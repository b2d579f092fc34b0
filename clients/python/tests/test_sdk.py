import asyncio
import tomllib
import unittest
from pathlib import Path

import capsule
import capsule_run
from capsule import run_sync, task
from tests import CAPSULE

GUEST = Path(__file__).parents[3] / "guests" / "python" / "capsule"


class SdkTests(unittest.TestCase):
    def test_the_version_is_that_of_the_distribution(self) -> None:
        project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
        self.assertEqual(project["version"], capsule_run.__version__)

    def test_tasks_just_run_outside_of_a_sandbox(self) -> None:
        @task(name="add", compute="LOW", ram="64MB", timeout="5s", max_retries=1)
        def add(a: int, b: int = 2) -> int:
            return a + b

        @task
        async def later() -> int:
            return 5

        self.assertEqual((3, 5), (add(1), asyncio.run(later())))
        self.assertEqual(("add", "later"), (add.name, later.name))

    def test_what_sandboxes_see_is_this_package(self) -> None:
        self.assertTrue(Path(capsule.__file__).parent.samefile(GUEST))

    def test_a_sandbox_cannot_start_sandboxes_by_the_client(self) -> None:
        error = run_sync(source="def main():\n    from capsule import run_sync\n", capsule_path=CAPSULE)["error"]
        assert error is not None
        self.assertIn("cannot be used inside", error["message"])

    def test_the_package_has_no_other_names(self) -> None:
        with self.assertRaises(AttributeError):
            capsule.nonsense  # type: ignore[attr-defined]
