
namespace Capsule.Runtime.Durable;

/// <summary>How much an attempt printed before it is replayed: that is not shown again.</summary>
internal sealed class PrintedBefore
{
    private readonly Dictionary<OutputChannel, long> left = [];

    /// <summary>Something was printed before.</summary>
    internal void Add(OutputChannel channel, long bytes) => left[channel] = left.GetValueOrDefault(channel) + bytes;

    /// <summary>What of some output is new.</summary>
    internal ReadOnlySpan<byte> Skip(OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        var skipped = (int)Math.Min(left.GetValueOrDefault(channel), bytes.Length);
        if (skipped > 0)
        {
            left[channel] -= skipped;
        }

        return bytes[skipped..];
    }
}
