import os
import tempfile
import unittest
from pathlib import Path
from typing import Any

from tests import CAPSULE

try:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
except ImportError:
    raise unittest.SkipTest("IPython is not installed") from None

TABLE = """
class Frame:
    columns = ["<b>a</b>"]
    shape = (1, 1)
    def head(self, n): return self
    def itertuples(self, index, name): return iter([("<script>",)])
Frame()
"""


class JupyterTests(unittest.TestCase):
    shell: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.shell = InteractiveShell.instance()
        cls.shell.run_line_magic("colors", "NoColor")

    def setUp(self) -> None:
        self.cell("%load_ext capsule_run.jupyter")
        self.addCleanup(self.cell, "%unload_ext capsule_run.jupyter")
        self.run_cell(f"%capsule_session --capsule-path {CAPSULE}")

    def cell(self, source: str) -> Any:
        with capture_output() as captured:
            captured.result = self.shell.run_cell(source)
        return captured

    def run_cell(self, source: str) -> Any:
        shown = self.cell(source)
        self.assertIsNone(shown.result.error_in_exec, shown.stdout)
        self.assertIsNone(shown.result.error_before_exec)
        return shown

    def test_cells_share_a_session_and_show_what_they_print_and_give(self) -> None:
        self.assertEqual("", self.run_cell("%%capsule\nimport sys\nx = 20\nprint('so')").stderr)
        shown = self.run_cell("%%capsule -o cell\nprint('oh', file=sys.stderr)\nprint(x)\nx + 1")
        self.assertEqual(("20\n", "oh\n", ["21"]), (shown.stdout, shown.stderr, [out.data["text/plain"] for out in shown.outputs]))
        self.assertEqual(21, self.shell.user_ns["cell"].value)
        self.assertNotIn("x", self.shell.user_ns)
        self.assertIn("end it with y to see it", self.run_cell("%%capsule\ny = 1").stderr)

    def test_a_failure_shows_the_traceback_of_the_cell_alone(self) -> None:
        shown = self.cell("%%capsule\ndef f():\n    1 / 0\nf()")
        self.assertEqual("CellFailed", type(shown.result.error_in_exec).__name__)
        self.assertIn('File "<cell 1>", line 3, in <module>', shown.stdout)
        self.assertNotIn("capsule_run", shown.stdout)
        self.assertIn("timeout", self.cell("%%capsule --timeout 100ms --compute HIGH\nimport time\ntime.sleep(60)").stdout.lower())

    def test_nothing_of_a_sandbox_runs_in_the_notebook(self) -> None:
        html = "%%capsule\nfrom IPython.display import HTML, SVG, Markdown, display\n"
        shown = self.run_cell(html + "display(HTML('<script>x</script>'))\ndisplay(Markdown('<script>x</script>'))\nHTML('<img onerror=x>')")
        for output in shown.outputs:
            self.assertEqual({"text/plain"}, {*output.data})
        (table,) = self.run_cell("%%capsule\n" + TABLE).outputs
        self.assertIn("<th>&lt;b&gt;a&lt;/b&gt;</th>", table.data["text/html"])
        self.assertIn("<td>&lt;script&gt;</td>", table.data["text/html"])

    def test_a_session_has_what_it_is_given(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "data").mkdir()
            Path(folder, "data", "a.txt").write_text("A")
            here = os.getcwd()
            os.chdir(folder)
            self.addCleanup(os.chdir, here)
            self.run_cell("def double(n: int) -> int:\n    return 2 * n")
            self.run_cell(f"%capsule_session --ram 128MB --mount ./data --tool double --capsule-path {CAPSULE}")
            shown = self.run_cell("%%capsule\nfrom capsule import tools\n[open('data/a.txt').read(), tools.double(21)]")
            self.assertEqual("['A', 42]", shown.outputs[0].data["text/plain"])
            self.run_cell(f"%capsule_session --capsule-path {CAPSULE}")
            self.assertIn("NameError", self.cell("%%capsule\ntools").stdout)
            self.assertIn("the notebook has no such function", self.cell("%capsule_session --tool nothing").stdout)
            os.chdir(here)
