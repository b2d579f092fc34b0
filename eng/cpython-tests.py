"""The program that eng/cpython-tests.sh runs: one module of CPython's tests in one sandbox.

Gives a line "# N run, N skipped", and one for each test that failed: its name, a tab, and what it said.
"""

import os
import sys
import unittest

from capsule import task

PACKAGE = "test."


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.failed = {}

    def note(self, test, error):
        # What a whole class or module needs is noted under that name.
        name = getattr(test, "test_case", test).id().removeprefix(PACKAGE)
        name = name.partition("(")[2].rstrip(")").removeprefix(PACKAGE) or name
        words = " ".join(f"{error[0].__name__}: {error[1]}".split())
        self.failed.setdefault(name, words[:200])

    def addError(self, test, error):
        self.note(test, error)

    def addFailure(self, test, error):
        self.note(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.note(test, error)

    def addUnexpectedSuccess(self, test):
        self.failed[test.id().removeprefix(PACKAGE)] = "succeeded, which was not expected"


@task(compute="100000000000", ram="1GB", timeout="20m")
def main(module):
    sys.path.insert(0, "/cpython")
    os.makedirs("/tmp/work", exist_ok=True)
    os.chdir("/tmp/work")
    from test import support

    support.verbose = 0
    # The suite passes over what cannot work in a browser; most of it works here.
    support.is_emscripten = support.is_wasm32 = False
    result = Result()
    try:
        unittest.defaultTestLoader.loadTestsFromName(PACKAGE + module).run(result)
    except unittest.SkipTest as skipped:
        return f"# skipped: {skipped}"
    lines = [f"# {result.testsRun} run, {len(result.skipped)} skipped"]
    lines += [f"{name}\t{words}" for name, words in sorted(result.failed.items())]
    return "\n".join(lines)
