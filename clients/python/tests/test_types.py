"""The types of the package, as pyright sees them. CAPSULE_PYRIGHT is the folder that eng/pyright.sh made."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).resolve().parent.parent
ROOT = CLIENT.parent.parent
PYRIGHT = os.environ.get("CAPSULE_PYRIGHT")
BLOCK = re.compile(r"^```python\b[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
IMPORTS = re.compile(r"^(?:from|import) capsule", re.MULTILINE)


@unittest.skipUnless(PYRIGHT, "CAPSULE_PYRIGHT is not set: eng/pyright.sh installs pyright")
class TypeTests(unittest.TestCase):
    def check(self, project: Path) -> None:
        assert PYRIGHT is not None
        program = Path(PYRIGHT) / "node_modules" / "pyright" / "index.js"
        checked = subprocess.run(["node", str(program), "-p", str(project)], capture_output=True, text=True)
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)
        self.assertIn("0 errors", checked.stdout)

    def check_with(self, settings: dict[str, Any], files: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                Path(folder, name).write_text(text)
            os.symlink(CLIENT / "src", Path(folder, "src"))
            Path(folder, "pyrightconfig.json").write_text(json.dumps({"extraPaths": ["src"], "pythonVersion": "3.11", **settings}))
            self.check(Path(folder))

    def test_every_documented_form_is_right_in_strict_mode(self) -> None:
        self.check(CLIENT / "tests" / "types")

    def test_the_package_itself_is_right(self) -> None:
        packages = ["src/capsule", "src/capsule_run", "src/capsule_adapter"]
        for package in packages:
            self.assertTrue((CLIENT / package / "py.typed").is_file(), package)
        self.check_with({"include": packages, "typeCheckingMode": "standard", "reportMissingModuleSource": False}, {})

    def test_programs_in_the_documents_are_right(self) -> None:
        documents = [CLIENT / "README.md", ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
        programs = {
            f"{document.stem.replace('-', '_')}_{number}.py": program
            for document in documents
            for number, program in enumerate(BLOCK.findall(document.read_text()))
            if IMPORTS.search(program)
        }
        self.assertGreater(len(programs), 10)
        self.check_with({"include": ["*.py"], "typeCheckingMode": "standard", "reportMissingImports": False, "reportMissingModuleSource": False, "reportUndefinedVariable": False}, programs)
