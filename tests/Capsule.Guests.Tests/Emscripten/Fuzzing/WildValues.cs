using System.Buffers.Binary;
using System.Text;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>Arguments that are often nearly right, and often not at all; and memory for them to point at.</summary>
internal sealed class WildValues(Random random)
{
    /// <summary>Where paths lie, 512 bytes apart; the last one has no end.</summary>
    private const int PathsAt = 0x1000, PathSize = 512;

    /// <summary>Where numbers lie that are taken for vectors, times and lists of descriptors.</summary>
    private const int NumbersAt = 0x10000, NumbersEnd = 0x14000;

    /// <summary>Where answers may be written without harm to the rest.</summary>
    private const int FreeAt = 0x20000, FreeEnd = 0xf0000;

    private static readonly string[] Paths =
    [
        "", ".", "..", "/", "/tmp", "/tmp/a", "/tmp/b", "/tmp/dir", "/tmp/dir/c", "/host", "/host/a", "/host/b", "/host/dir",
        "/host/dir/../a", "/host/../host/a", "/host/..", "/host/../../sentinel", "/host/link", "/host/../sentinel", "../sentinel",
        "sentinel", "/workspace", "/workspace/x", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/fd/3", "/dev/stdin", "/lib/x",
        "/etc/passwd", "/proc/self/environ", "a", "dir/a", "link", "/host/\u00ff", "/host/\n", "//host//a//", "/tmp/" + new string('x', 255),
        "/host/" + new string('y', 256), string.Concat(Enumerable.Repeat("../", 100)),
    ];

    private static readonly int[] Numbers =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 64, 100, 255, 256, 512, 1023, 1024, 1025, 4095, 4096, 65_535, 65_536, 1 << 20, -1, -2,
        -100, int.MaxValue, int.MinValue, int.MinValue + 1, 0x40, 0x41, 0x42, 0x241, 0x441, 0x10000, 0x20000, 0x80000, 0x200000,
        0x100, 0x1000, 0x1ff, 0x7fffff00,
    ];

    private static readonly long[] LongNumbers =
    [
        0, 1, 2, 100, 4096, 1 << 20, 1L << 31, 1L << 32, 1L << 40, 1L << 62, -1, -100, long.MaxValue, long.MaxValue - 1,
        long.MinValue, long.MinValue + 1, 253_402_300_800, -62_135_596_801,
    ];

    private static readonly double[] Doubles =
        [0, -0.0, 1e-300, 0.1, 1, -1, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>Writes what arguments point at.</summary>
    internal void Fill(Span<byte> memory)
    {
        for (var i = 0; i < Paths.Length; i++)
        {
            var at = memory.Slice(PathsAt + (i * PathSize), PathSize);
            at.Clear();
            Encoding.UTF8.GetBytes(Paths[i], at);
        }

        memory.Slice(PathsAt + (Paths.Length * PathSize), PathSize * 10).Fill((byte)'z');
        for (var at = NumbersAt; at < NumbersEnd; at += 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(memory[at..], I32());
        }
    }

    internal int I32() => random.Next(12) switch
    {
        0 or 1 => PathsAt + (random.Next(Paths.Length + 1) * PathSize),
        2 => NumbersAt + (random.Next((NumbersEnd - NumbersAt) / 4) * 4),
        3 or 4 => FreeAt + random.Next(FreeEnd - FreeAt),
        5 or 6 => random.Next(-1, 16), // descriptors
        7 or 8 or 9 or 10 => Numbers[random.Next(Numbers.Length)],
        _ => random.Next(10) == 0 ? unchecked((int)random.NextInt64()) : random.Next(0, CallerGuest.Pages << 16),
    };

    internal long I64() => random.Next(3) switch
    {
        0 => LongNumbers[random.Next(LongNumbers.Length)],
        1 => random.Next(100_000),
        _ => I32(),
    };

    internal double F64() => Doubles[random.Next(Doubles.Length)];
}
