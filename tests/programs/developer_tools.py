r"""Profilers, tracers, disassemblers, help, command loops.

expect: {"profile": [true, true], "memory": [true, true, 200], "trace": 8, "dis": true, "shell": "Welcome\n> 6\n> *** Unknown syntax: nope\n> Adds numbers.\n> ", "debugger": ["seen", true], "events": ["call", "return"], "signal": [2], "help": [["busy(n)", "    Adds up numbers."], "Adds up numbers."], "timeit": true, "fault": false, "atexit": true, "audited": ["my.event"], "sizes": [true, true, true], "intern": true, "switch": true, "hooks": [true, true, [null, null, null]]}
"""

import atexit
import cmd
import contextlib
import cProfile
import dis
import faulthandler
import io
import pdb
import pstats
import pydoc
import signal
import sys
import timeit
import trace
import tracemalloc

from capsule import task


def busy(n):
    """Adds up numbers."""
    return sum(helper(i) for i in range(n))


def helper(i):
    return i * i


class Shell(cmd.Cmd):
    prompt = "> "
    use_rawinput = False

    def do_add(self, line):
        "Adds numbers."
        self.stdout.write(str(sum(map(int, line.split()))) + "\n")

    def do_quit(self, line):
        return True


@task(name="main", compute="HIGH")
def main():
    profile = cProfile.Profile()
    profile.runcall(busy, 100)
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out)
    stats.sort_stats("ncalls").print_stats("helper")
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    kept = [bytes(1000) for _ in range(200)]
    growth = sum(stat.size_diff for stat in tracemalloc.take_snapshot().compare_to(before, "filename"))
    current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    tracer = trace.Trace(count=1, trace=0)
    tracer.runfunc(busy, 3)
    lines = sum(count for (name, _), count in tracer.results().counts.items() if name == __file__)
    shell_out = io.StringIO()
    Shell(stdin=io.StringIO("add 1 2 3\nnope\nhelp add\nquit\n"), stdout=shell_out).cmdloop("Welcome")
    session = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("p value\nc\n"), stdout=session, nosigint=True, readrc=False)

    def debugged():
        value = "seen"
        debugger.set_trace()
        return value

    answer = debugged()
    sys.settrace(None)
    events = []
    sys.setprofile(lambda frame, event, arg: events.append(event) if frame.f_code.co_name == "helper" else None)
    helper(2)
    sys.setprofile(None)
    seen = []
    old = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    signal.raise_signal(signal.SIGINT)
    signal.signal(signal.SIGINT, old)
    with contextlib.redirect_stdout(helped := io.StringIO()):
        help(busy)
    handler = atexit.register(print, "never mind")
    atexit.unregister(print)
    audited = []
    sys.addaudithook(lambda event, args: audited.append(event) if event == "my.event" else None)
    sys.audit("my.event", 1)
    return {
        "profile": ["helper" in out.getvalue(), stats.total_calls > 100],
        "memory": [growth > 150_000, peak >= current > 0, len(kept)],
        "trace": lines,
        "dis": [instruction.opname for instruction in dis.get_instructions(lambda x: x)][-1] in ("RETURN_VALUE",),
        "shell": shell_out.getvalue(),
        "debugger": [answer, "'seen'" in session.getvalue()],
        "events": events,
        "signal": seen,
        "help": [helped.getvalue().splitlines()[-3:-1], pydoc.getdoc(busy)],
        "timeit": timeit.timeit(lambda: None, number=10) >= 0,
        "fault": faulthandler.is_enabled(),
        "atexit": handler is print,
        "audited": audited,
        "sizes": [sys.getsizeof([]) < sys.getsizeof([1, 2, 3]), sys.getsizeof("é" * 100) > 100, sys.getsizeof(0) > 0],
        "intern": sys.intern("a" * 20) is sys.intern("a" * 20),
        "switch": sys.getswitchinterval() > 0,
        "hooks": [sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, sys.exc_info()],
    }
