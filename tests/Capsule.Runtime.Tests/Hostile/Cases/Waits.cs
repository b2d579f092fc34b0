namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Waiting for ever: it costs no compute, and ends with the timeout.</summary>
internal static class Waits
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        For("sleep", "timeout", "import time\ntime.sleep(10**9)"),
        For("a sleep that is repeated", "timeout", "import time\nwhile True:\n    try: time.sleep(10**6)\n    except BaseException: pass"),
        For("select", "timeout", "import select\nselect.select([], [], [])"),
        For("a lock that is held", "task_error", "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()") with { Says = "deadlock" },
        For("a condition that nobody fulfils", "task_error", "import threading\nc = threading.Condition()\nwith c: c.wait()") with { Says = "deadlock" },
        For("a queue that nobody fills", "task_error", "import queue\nqueue.Queue().get()") with { Says = "deadlock" },
        For("an event that nobody sets", "task_error", "import threading\nthreading.Event().wait()") with { Says = "deadlock" },
        For("a semaphore", "task_error", "import threading\ns = threading.Semaphore(0)\ns.acquire()") with { Says = "deadlock" },
        For("a coroutine that never ends", "RuntimeError", "import asyncio\nasync def f(): await asyncio.Event().wait()\nasyncio.run(f())"),
        For("a coroutine that does not want to end", "timeout|fuel_exhausted", "import asyncio\nasync def f():\n    while True:\n        try: await asyncio.sleep(3600)\n        except BaseException: pass\nasyncio.run(f())"),
        For("a pipe that nobody writes", "timeout|OSError|BlockingIOError|= 0", "import os\nr, w = os.pipe()\nreturn len(os.read(r, 1))"),
        For("input that nobody gives", "EOFError", "return input()"),
        For("a signal that nobody sends", "timeout|AttributeError|OSError", "import signal\nsignal.pause()"),
        For("a child that does not exist", "OSError|AttributeError|ChildProcessError", "import os\nos.wait()"),
    ];

    private static HostileCase For(string name, string ends, string body) =>
        new("a wait for " + name, ends, body) { Compute = 500_000_000, Timeout = "2s" };
}
