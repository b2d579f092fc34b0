namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>What is left in memory that somebody else had. <see cref="ResidueTests"/> looks for it in all of the memory.</summary>
internal static class Residue
{
    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Clean("fresh mappings", "import mmap\nm = mmap.mmap(-1, 40 << 20)\nreturn m[:].count(0) == len(m)"),
        Clean("memory of new files", "f = open('/tmp/x', 'w+b')\nf.truncate(4 << 20)\nreturn f.read().count(0) == 4 << 20"),
        Clean("memory beyond a file's end", "f = open('/tmp/x', 'w+b')\nf.write(b'x')\nf.seek(3 << 20)\nf.write(b'x')\nf.seek(0)\nreturn f.read()[1:-1].count(0) == (3 << 20) - 1"),
        Clean("large allocations that nobody wrote", "import io\nb = io.BytesIO()\nb.seek(8 << 20)\nb.write(b'x')\nreturn b.getvalue()[:-1].count(0) == 8 << 20"),
        Clean("padding of structures", "import struct\nreturn struct.pack('@bqbq', 1, 2, 3, 4)[1:8] == bytes(7)"),
        Clean("random state of others", "import random, os\nreturn len({os.urandom(8) for _ in range(1000)} | {random.random() for _ in range(1000)}) == 2000"),
    ];

    private static HostileCase Clean(string name, string body) => new("reads " + name, "= true", body);
}
