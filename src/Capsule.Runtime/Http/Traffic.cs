
namespace Capsule.Runtime.Http;

/// <summary>Counts the bytes of all bodies of one attempt.</summary>
internal sealed class Traffic(long limit)
{
    private long bytes;

    /// <summary>Counts bytes of before.</summary>
    internal void Replay(int count) => Interlocked.Add(ref bytes, count);

    internal void Add(int count)
    {
        if (Interlocked.Add(ref bytes, count) > limit)
        {
            throw new GateException(HostErrorKind.LimitExceeded, $"the task's requests and responses have more than {limit} bytes in all");
        }
    }
}
