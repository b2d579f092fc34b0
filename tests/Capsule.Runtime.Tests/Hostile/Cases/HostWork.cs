namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Work of the host that a task causes: each costs the task's compute, ends at its deadline, and stays within its memory.</summary>
internal static class HostWork
{
    /// <summary>Deep enough that a reader which looks back from each end takes minutes.</summary>
    private const string Deep = "b'[' * 990 + b'1,' * 2_000_000 + b'1' + b']' * 990";

    private const string Files = "import os, mmap\n";

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Endless("flushing a mapping", "f = open('/tmp/f', 'w+b'); f.truncate(20_000_000)\nm = mmap.mmap(f.fileno(), 0)\nwhile True: m.flush()"),
        Endless("mapping a file", "f = open('/tmp/f', 'w+b'); f.truncate(20_000_000)\nwhile True: mmap.mmap(f.fileno(), 0).close()"),
        Endless("a path of thousands of names", "while True: os.stat('./' * 2000)"),
        Endless("a path through links", "os.symlink('./' * 1900, '/tmp/l')\nwhile True: os.stat('/tmp/l/l')"),
        Endless("flushing a file", "f = os.open('/tmp/f', os.O_RDWR | os.O_CREAT)\nwhile True: os.fsync(f)"),
        Endless("flushing a file's data", "f = os.open('/tmp/f', os.O_RDWR | os.O_CREAT)\nwhile True: os.fdatasync(f)"),
        Endless("folders in folders", "d = os.open('/tmp', 0)\nwhile True:\n    os.mkdir('d', dir_fd=d); n = os.open('d', 0, dir_fd=d); os.close(d); d = n", "|OSError"),
        Endless("listing a folder that is rewound", "for i in range(2000): os.mkdir(f'/tmp/{i}')\nd = os.open('/tmp', 0)\nwhile True: os.listdir(d)"),
        Endless("changing a file's length", "f = os.open('/tmp/f', os.O_RDWR | os.O_CREAT)\nos.write(f, bytes(10_000_000))\nwhile True: os.ftruncate(f, 9_999_000); os.ftruncate(f, 10_000_000)"),
        Endless("reading randomness", "f = os.open('/dev/urandom', 0)\nb = bytearray(1 << 20)\nwhile True: os.readv(f, [b])"),
        Endless("reading zeros", "f = os.open('/dev/zero', 0)\nb = bytearray(50_000_000)\nwhile True: os.readv(f, [b])"),
        Endless("reading by a thousand vectors", "f = os.open('/dev/zero', 0)\nb = bytearray(1 << 16)\nwhile True: os.readv(f, [b] * 1000)"),
        Endless("filling memory", "b = bytearray(30_000_000)\nwhile True: b[:] = bytes(30_000_000)"),
        Endless("a text that is filled", "while True: '%*d' % (5 * 10**7, 1)"),
        Endless("many numbers that are nested deeply", $"import _capsule\nr = b'{{\"call\":\"nope\",\"x\":' + {Deep} + b'}}'\nwhile True: _capsule.call(r)"),
        new("arguments that are nested deeply", "= \"bad_request\"", Ask($"b'{{\"call\":\"task.run\",\"task\":\"main\"}}\\0{{\"kwargs\":{{}},\"args\":[' + {Deep} + b']}}'")),
        new("a result that is nested deeply", "invalid_result", "x = [1] * 2_000_000\nfor _ in range(480): x = [x]\nreturn x"),
        Kept("payloads of operations that are under way", "b'{\"call\":\"start\",\"op\":\"run.sleep\",\"seconds\":100}\\0' + bytes(4_000_000)"),
        Kept("JSON of operations that are under way", "b'{\"call\":\"start\",\"op\":\"run.sleep\",\"seconds\":100,\"x\":[' + b'1,' * 500_000 + b'1]}'"),
        new("listings that are held", "OSError|memory_exceeded", """
            import os
            for i in range(10_000): os.mkdir(f'/tmp/{i}')
            kept = []
            while True:
                kept.append(os.scandir('/tmp'))
                next(kept[-1])
            """) { Ram = 64_000_000, Compute = 20_000_000_000 },
    ];

    private static HostileCase Endless(string name, string body, string or = "") =>
        new("work by " + name, "fuel_exhausted" + or, Files + body) { Compute = 1_000_000_000, Ram = 200_000_000 };

    /// <summary>What is kept in the host is refused before it is more than the task may have.</summary>
    private static HostileCase Kept(string name, string request) => new("kept " + name, "= \"memory_exceeded\"", $$"""
        import _capsule, json
        request = {{request}}
        for i in range(2000):
            answer = json.loads(_capsule.call(request))
            if 'error' in answer: return answer['error']['kind']
        """) { Ram = 64_000_000, Compute = 40_000_000_000 };

    private static string Ask(string request) =>
        $"import _capsule, json\nreturn json.loads(_capsule.call({request}))['error']['kind']";
}
