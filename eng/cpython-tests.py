"""What eng/cpython-tests.sh and eng/cpython-tests.mjs run: one module of CPython's tests.

Gives a line "# N run, N skipped", and one for each test that failed: its name, a tab, and what it said.
"""

import os
import sys
import unittest

try:
    from capsule import task
except ImportError:  # in Pyodide under Node.js

    def task(**_):
        return lambda function: function


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


@task(compute="10000000000000", ram="1GB", timeout="20m")
def main(module):
    sys.path.insert(0, "/cpython")
    os.makedirs("/tmp/work", exist_ok=True)
    os.chdir("/tmp/work")
    from test import support

    support.verbose = 0
    # The suite passes over what cannot work in a browser; most of it works here.
    support.is_emscripten = support.is_wasm32 = False
    support.has_fork_support = support.has_subprocess_support = support.has_socket_support = True
    from test.support import threading_helper

    threading_helper.can_start_thread = True
    if not hasattr(os, "sched_getscheduler"):
        os.sched_getscheduler = lambda pid: 0  # test_posix calls it before it can skip what needs it
    result = Result()
    try:
        unittest.defaultTestLoader.loadTestsFromName(PACKAGE + module).run(result)
    except unittest.SkipTest as skipped:
        return f"# skipped: {skipped}"
    lines = [f"# {result.testsRun} run, {len(result.skipped)} skipped"]
    lines += [f"{name}\t{words}" for name, words in sorted(result.failed.items())]
    # What a test says may be no valid Unicode.
    return "\n".join(lines).encode(errors="backslashreplace").decode()
