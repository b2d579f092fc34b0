namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Requests to the host without an end: each costs the guest more than the host.</summary>
internal static class HostCallFloods
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Flood("requests that fail", "fuel_exhausted", "while True: _capsule.call(b'{}')"),
        Flood("long requests that fail", "fuel_exhausted", "r = b'{\"call\":\"' + b'x' * 10**6 + b'\"}'\nwhile True: _capsule.call(r)"),
        Flood("deep requests", "fuel_exhausted", "r = b'{\"call\":' + b'[' * 990 + b']' * 990 + b'}'\nwhile True: _capsule.call(r)"),
        Flood("requests of many keys", "fuel_exhausted", "r = b'{' + b','.join(b'\"%d\":1' % i for i in range(10**5)) + b'}'\nwhile True: _capsule.call(r)"),
        Flood("cancellations", "fuel_exhausted", "while True: _capsule.call(b'{\"call\":\"cancel\",\"handle\":1}')"),
        Flood("waits for nothing", "fuel_exhausted", "while True: _capsule.call(b'{\"call\":\"wait\",\"timeout\":0}')"),
        Flood("operations that are started and fail", "fuel_exhausted", "while True:\n    _capsule.call(b'{\"call\":\"start\",\"op\":\"task.run\",\"task\":\"none\"}')\n    _capsule.call(b'{\"call\":\"wait\",\"timeout\":1}')"),
        Flood("operations that nobody waits for", "= true", """
            import json
            while True:
                answer = json.loads(_capsule.call(b'{"call":"start","op":"sleep","seconds":3600,"until":null}'))
                if 'error' in answer: return answer['error']['kind'] in ('limit_exceeded', 'bad_request')
            """),
        Flood("clocks", "fuel_exhausted", "import time\nwhile True: time.time_ns(), time.monotonic_ns()"),
        Flood("random numbers", "fuel_exhausted", "import os\nwhile True: os.urandom(1 << 20)"),
        Flood("system calls", "fuel_exhausted", "import os\nwhile True: os.getcwd(), os.stat('/')"),
        Flood("polls", "fuel_exhausted|timeout", "import select\nwhile True: select.poll().poll(0), select.select([1], [], [], 0)"),
        Flood("signals", "fuel_exhausted|task_error|OSError", "import signal, os\nsignal.signal(signal.SIGINT, lambda *a: None)\nwhile True: signal.raise_signal(signal.SIGINT)"),
    ];

    private static HostileCase Flood(string name, string ends, string body) =>
        new("a flood of " + name, ends, "import _capsule\n" + body) { Compute = 1_000_000_000 };
}
