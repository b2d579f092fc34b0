using System.Buffers;
using Capsule.Network;

namespace Capsule.Runtime.Secrets;

/// <summary>
/// Keeps secrets out of one response: its status text, the names and values of its headers, its body. Which secrets there are to look
/// for is asked at each read: one may be sent while a response is under way.
/// </summary>
/// <param name="secrets">Those of the task.</param>
/// <param name="url">Where the response comes from.</param>
internal sealed class ResponseScrubber(TaskSecrets secrets, TargetUrl url)
{
    /// <summary>How long bytes are kept that are kept whatever they are (<see cref="SecretSearch.Delay"/>).</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private SecretSearch search = new([]);
    private byte[] held = [];

    /// <summary>How many of the first bytes that are held belong to a secret whose placeholder the guest has.</summary>
    private int replaced;

    /// <summary>Whether the guest was told a length, which has to stay true.</summary>
    internal bool KeepsLength { get; set; }

    /// <summary>Whether some bytes wait for no other reason than that time has to pass.</summary>
    internal bool IsDelaying => held.Length > 0 && search.Delay > 0;

    /// <summary>What there is to look for now.</summary>
    internal SecretSearch Current
    {
        get
        {
            var sent = secrets.Sent;
            return search = sent.Count == search.Count
                ? search
                : new SecretSearch([.. sent.Select(secret => (secret, secrets.MayBeSentTo(secret, url)))]);
        }
    }

    /// <summary>Takes a part of the body, and gives what is certain.</summary>
    internal ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> part, bool isLast)
    {
        var now = Current;
        return now.Count == 0 && held.Length == 0 ? part : Replace(now, part.Span, now.Delay, isLast);
    }

    /// <summary>Nothing came for some time: gives what was only kept for that.</summary>
    internal ReadOnlyMemory<byte> Release() => Replace(Current, [], hold: 0, isLast: false);

    private ReadOnlyMemory<byte> Replace(SecretSearch now, ReadOnlySpan<byte> part, int hold, bool isLast)
    {
        ReadOnlySpan<byte> bytes = held.Length == 0 ? part : [.. held, .. part];
        var result = new ArrayBufferWriter<byte>(Math.Max(1, bytes.Length));
        var used = now.Replace(bytes, ref replaced, result, hold, isLast, KeepsLength);
        held = bytes[used..].ToArray();
        return result.WrittenMemory;
    }
}
