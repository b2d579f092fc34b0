using System.Buffers;

namespace Capsule.Runtime.Secrets;

/// <summary>Replaces byte strings in a stream that passes in parts.</summary>
internal sealed class ByteReplacement(IReadOnlyList<(byte[] From, byte[] To)> pairs)
{
    private byte[] held = [];

    /// <summary>Replaces in all of something.</summary>
    internal ReadOnlyMemory<byte> All(ReadOnlyMemory<byte> bytes)
    {
        var result = new ArrayBufferWriter<byte>(bytes.Length);
        result.Write(Pass(bytes).Span);
        result.Write(End().Span);
        return result.WrittenMemory;
    }

    /// <summary>Takes a part; gives what is certain. An end that may be the start of a match is held back.</summary>
    internal ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> part)
    {
        ReadOnlySpan<byte> rest = held.Length == 0 ? part.Span : [.. held, .. part.Span];
        var result = new ArrayBufferWriter<byte>(Math.Max(1, rest.Length));
        while (First(rest) is { At: >= 0 } match)
        {
            result.Write(rest[..match.At]);
            result.Write(pairs[match.Pair].To);
            rest = rest[(match.At + pairs[match.Pair].From.Length)..];
        }

        var open = OpenEnd(rest);
        result.Write(rest[..^open]);
        held = rest[^open..].ToArray();
        return result.WrittenMemory;
    }

    /// <summary>There is no more: gives what was held back.</summary>
    internal ReadOnlyMemory<byte> End()
    {
        var last = held;
        held = [];
        return last;
    }

    private (int At, int Pair) First(ReadOnlySpan<byte> bytes)
    {
        var best = (At: -1, Pair: 0);
        for (var i = 0; i < pairs.Count; i++)
        {
            var at = bytes.IndexOf(pairs[i].From);
            best = at >= 0 && (best.At < 0 || at < best.At) ? (at, i) : best;
        }

        return best;
    }

    /// <summary>How many of the last bytes could be the start of a match.</summary>
    private int OpenEnd(ReadOnlySpan<byte> bytes)
    {
        var longest = 0;
        foreach (var (from, _) in pairs)
        {
            for (var length = Math.Min(from.Length - 1, bytes.Length); length > longest; length--)
            {
                if (bytes.EndsWith(from.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
