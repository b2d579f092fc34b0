namespace Capsule.Wasm.Memory;

/// <summary>Slots that no sandbox uses, in the order in which they became idle, and by the snapshot that they hold. Not thread-safe.</summary>
internal sealed class IdleSlots
{
    /// <summary>Stands for the snapshot of slots that hold none.</summary>
    private static readonly object Nothing = new();

    private readonly LinkedList<(MemorySlot Slot, long Since)> byAge = [];

    /// <summary>
    /// Slots join at the end, here and above: so the one that has been idle for longest is the first of its snapshot's as well, and the
    /// one to take, whose pages are most likely in the processor's caches, is the last.
    /// </summary>
    private readonly Dictionary<object, LinkedList<LinkedListNode<(MemorySlot Slot, long Since)>>> bySnapshot =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>How many there are.</summary>
    internal int Count => byAge.Count;

    /// <summary>What they take, in bytes, with the snapshots that are kept alive for them.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The one that has been idle for longest, and the timestamp of when it became so.</summary>
    internal (MemorySlot Slot, long Since)? Oldest => byAge.First?.Value;

    /// <summary>Adds a slot that became idle now.</summary>
    internal void Add(MemorySlot slot, long now)
    {
        var key = KeyOf(slot.Origin);
        if (!bySnapshot.TryGetValue(key, out var same))
        {
            bySnapshot.Add(key, same = []);
            Bytes += slot.Origin?.Delta.Length ?? 0;
        }

        same.AddLast(byAge.AddLast((slot, now)));
        Bytes += slot.IdleBytes;
    }

    /// <summary>Takes the last one that holds a snapshot, or that holds none; null where there is none.</summary>
    internal MemorySlot? Take(Snapshot? snapshot) =>
        bySnapshot.TryGetValue(KeyOf(snapshot), out var same) ? Remove(same, same.Last!) : null;

    /// <summary>Takes the one that has been idle for longest.</summary>
    internal MemorySlot? TakeOldest() =>
        Oldest is var (slot, _) && bySnapshot[KeyOf(slot.Origin)] is var same ? Remove(same, same.First!) : null;

    /// <summary>Takes all that hold a snapshot of an image.</summary>
    internal IReadOnlyList<MemorySlot> TakeAll(MemoryImage image)
    {
        var taken = new List<MemorySlot>();
        foreach (var same in bySnapshot.Values.Where(slots => slots.First!.Value.Value.Slot.Origin?.Image == image).ToArray())
        {
            while (same.Last is { } last)
            {
                taken.Add(Remove(same, last));
            }
        }

        return taken;
    }

    private MemorySlot Remove(
        LinkedList<LinkedListNode<(MemorySlot Slot, long Since)>> same, LinkedListNode<LinkedListNode<(MemorySlot Slot, long Since)>> node)
    {
        var slot = node.Value.Value.Slot;
        byAge.Remove(node.Value);
        same.Remove(node);
        Bytes -= slot.IdleBytes;
        if (same.Count == 0)
        {
            bySnapshot.Remove(KeyOf(slot.Origin));
            Bytes -= slot.Origin?.Delta.Length ?? 0;
        }

        return slot;
    }

    private static object KeyOf(Snapshot? snapshot) => (object?)snapshot ?? Nothing;
}
