namespace Capsule.Guests.Abstractions;

/// <summary>
/// The account of what the host keeps in memory because one sandbox caused it: requests that are under way, answers that were not
/// taken yet, bodies of requests, listings of open directories. It counts towards the sandbox's <c>ram</c> as the guest's own
/// memory and its private files do. Thread-safe: what was charged ends on any thread.
/// </summary>
/// <remarks>
/// Threat: each of these had a limit of its own, and 20,000 times 256 MiB is not one. What is only there while the guest stands in
/// one call of the host is looked at (<see cref="HasRoom"/>) and not charged.
/// </remarks>
/// <param name="limit">The sandbox's <c>ram</c>, in bytes.</param>
internal sealed class HostMemory(long limit)
{
    /// <summary>
    /// What there is beside <c>ram</c>: a task that uses its memory well can still make a request. docs/explanation/security.md names it.
    /// </summary>
    internal const long Allowance = 32 << 20;

    private readonly Lock gate = new();
    private long occupied;
    private long used;

    /// <summary>What the guest's linear memory and its private files take: the guest's thread tells with each call that matters.</summary>
    internal long Occupied
    {
        get => Volatile.Read(ref occupied);
        set => Volatile.Write(ref occupied, value);
    }

    /// <summary>Bytes that are charged now.</summary>
    internal long Used => Volatile.Read(ref used);

    /// <summary>What the guest's own memory may have less because the host holds more than the allowance.</summary>
    internal long Taken => Math.Max(0, Used - Allowance);

    /// <summary>Whether some bytes would fit now.</summary>
    internal bool HasRoom(long bytes) => bytes <= limit + Allowance - Occupied - Used;

    /// <summary>Charges some bytes; false, and nothing is charged, where they do not fit.</summary>
    internal bool TryCharge(long bytes)
    {
        lock (gate)
        {
            if (!HasRoom(bytes))
            {
                return false;
            }

            used += bytes;
            return true;
        }
    }

    /// <summary>Gives back what was charged.</summary>
    internal void Release(long bytes)
    {
        lock (gate)
        {
            used -= bytes;
        }
    }
}
