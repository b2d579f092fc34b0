using System.Runtime.InteropServices;

namespace Capsule.Guests.Emscripten.Mappings;

/// <summary>
/// A hash that tells whether a page was changed. It is not cryptographic: a guest that makes two pages with one hash loses
/// a change of its own.
/// </summary>
internal static class PageHash
{
    private const ulong First = 0x9e3779b97f4a7c15;
    private const ulong Second = 0xe7037ed1a0b428db;

    internal static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length + First;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            hash = Mix(words[i] ^ hash, words[i + 1] ^ Second);
        }

        if (words.Length % 2 != 0)
        {
            hash = Mix(words[^1] ^ hash, First);
        }

        foreach (var value in bytes[(words.Length * sizeof(ulong))..])
        {
            hash = Mix(value ^ hash, Second);
        }

        return hash;
    }

    /// <summary>Both halves of the product: none of the bits of either factor is lost.</summary>
    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low ^ a;
    }
}
