namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>
/// Locks that are held or waited for in the host, and mappings that are copies of files in the sandbox's memory: both are kept for a
/// task, and files change below them.
/// </summary>
internal static class LocksAndMappings
{
    private const string Before = """
        import os, errno, fcntl, mmap, struct, time
        def tried(use, *args, **kwargs):
            try:
                return 'done: ' + repr(use(*args, **kwargs))
            except OSError as e:
                return errno.errorcode[e.errno]

        def lock(start, length, kind=fcntl.F_WRLCK, command=fcntl.F_SETLK):
            return fcntl.fcntl(f, command, struct.pack('hhxxxxqqixxxx', kind, 0, start, length, 0))

        @task(name='holder')
        def holder(path):
            g = open(path, 'r+b'); fcntl.flock(g, fcntl.LOCK_EX)
            time.sleep(10_000)

        @task(name='shrinks')
        def shrinks(path):
            os.truncate(path, 0)

        f = None
        """;

    private static HostileCase Case(string name, string ends, string body) =>
        new($"locks and mappings: {name}", ends, "global f\nf = open('h/f', 'w+b'); f.write(bytes(8192)); f.flush()\n" + body) { Before = Before };

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Case("more locks than anybody needs", "= true", """
            held = 0
            try:
                while held < 1_000_000: lock(2 * held, 1); held += 1
            except OSError as e: return e.errno == errno.ENOLCK
            """),
        Case("ranges at the edges of numbers", "success", """
            edges = (-2**63, -1, 0, 1, 2**31, 2**32, 2**62, 2**63 - 1)
            for a in edges:
                for b in edges:
                    for kind in (fcntl.F_RDLCK, fcntl.F_WRLCK, fcntl.F_UNLCK, -1, 3, 32767): tried(lock, a, b, kind)
            """),
        Case("a wait for a lock that nobody gives up", "timeout", """
            held = holder.start('h/f')
            while tried(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB).startswith('done'):
                fcntl.flock(f, fcntl.LOCK_UN); time.sleep(0.01)
            fcntl.flock(f, fcntl.LOCK_EX)
            """) with { Timeout = "3s" },
        Case("a flood of questions who holds a lock", "fuel_exhausted|timeout", "lock(0, 1)\nwhile True: lock(0, 0, command=fcntl.F_GETLK)") with { Compute = 1_000_000_000 },
        Case("a flood of mappings", "memory_exceeded|OSError|MemoryError", "f.truncate(1 << 20); k = []\nwhile True: k.append(mmap.mmap(f.fileno(), 1 << 20))"),
        Case("a mapping larger than memory", "= [\"OverflowError\",\"OSError\",\"OSError\"]", """
            told = []
            for length in (1 << 62, 1 << 30, (1 << 31) - 1):
                try: told.append(mmap.mmap(-1, length).size())
                except (OverflowError, OSError, ValueError, MemoryError) as e: told.append(type(e).__name__)
            return told
            """),
        Case("a file that gets shorter below its mapping", "= [\"\\u0000\",0,8192]", """
            m = mmap.mmap(f.fileno(), 8192); shrinks('h/f'); m[5000] = 120; m.flush()
            return [chr(m[5000]), os.path.getsize('h/f'), len(m)]
            """),
        Case("a file that is replaced below its mapping", "= \"keep\"", """
            m = mmap.mmap(f.fileno(), 8192); open('h/g', 'w').write('keep'); os.rename('h/g', 'h/f'); m[0:4] = b'evil'; m.flush(); m.close()
            return open('h/f').read()
            """),
        Case("a mapping for writing of a file that was opened for reading", "= [\"EACCES\",\"TypeError\"]", """
            told = [tried(mmap.mmap, os.open('h/f', os.O_RDONLY), 4096, access=mmap.ACCESS_WRITE)]
            try: mmap.mmap(os.open('h/f', os.O_RDONLY), 4096, access=mmap.ACCESS_READ)[0] = 1
            except TypeError as e: told.append('TypeError')
            return told
            """),
        Case("mappings of what is no file", "= [\"ENODEV\",\"ENODEV\",\"EACCES\"]", """
            r, w = os.pipe()
            return [tried(mmap.mmap, fd, 4096) for fd in (r, os.open('h', os.O_RDONLY), 1)]
            """),
        Case("a mapping that is resized and used", "success", """
            m = mmap.mmap(f.fileno(), 8192)
            for length in (0, 1, 4096, 1 << 20, 1 << 40, -1):
                try: m.resize(length); m[0] = 1
                except (OSError, ValueError, SystemError, OverflowError, IndexError, TypeError, MemoryError): pass
            """),
    ];
}
