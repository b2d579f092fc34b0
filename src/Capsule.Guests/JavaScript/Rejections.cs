namespace Capsule.Guests.JavaScript;

/// <summary>
/// Promises that were rejected while nobody listened: the handles of each and of its reason, by the promise's address, which nothing
/// else gets as long as a handle is kept.
/// </summary>
internal sealed class Rejections
{
    /// <summary>Threat: a million rejected promises become entries of the host. The first one ends the task as well as all would.</summary>
    internal const int Limit = 64;

    private readonly Dictionary<int, (int Promise, int Reason)> waiting = [];

    /// <summary>The reason of the first one; null when there is none.</summary>
    internal int? First => waiting.Count == 0 ? null : waiting.Values.First().Reason;

    /// <summary>Keeps a rejection.</summary>
    /// <returns>Whether it was kept: the handles are then owned.</returns>
    internal bool Add(int address, int promise, int reason) =>
        waiting.Count < Limit && waiting.TryAdd(address, (promise, reason));

    /// <summary>Forgets all.</summary>
    internal void Clear(Heap heap)
    {
        foreach (var (promise, reason) in waiting.Values)
        {
            heap.Free(promise);
            heap.Free(reason);
        }

        waiting.Clear();
    }

    /// <summary>Forgets a promise that somebody listens to now.</summary>
    /// <returns>The handles that were kept for it, which are to be freed.</returns>
    internal (int Promise, int Reason)? Remove(int address) => waiting.Remove(address, out var kept) ? kept : null;
}
