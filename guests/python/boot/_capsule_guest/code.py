"""Runs code once, with no state before or after it: what ``CapsuleRuntime.ExecuteAsync`` has as its program."""

import builtins

from _capsule_guest import cells, results, rich
from capsule import _task


def main(source, args):
    """Gives the value of the last expression, or its repr where JSON has no form for it."""
    run = cells.Cells()
    run.namespace["args"] = args
    builtins.display = display
    shown = []
    try:
        run.run(source, "<code>", shown.append)
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    return _showable(shown[0]) if shown else None


def display(*values):
    """Prints values: whoever executes code once gets text."""
    for value in values:
        builtins.print(rich.text_of(value))


def declare():
    """Makes ``main`` the task of the program that is being loaded."""
    _task.task(name="main")(main)


def _showable(value):
    try:
        results.encode(value)
        return value
    except results.InvalidResult:
        return repr(value)
