namespace Capsule.Wasm.Memory;

/// <summary>Keeps idle slots, and hands out the one that already holds the wanted snapshot where there is one.</summary>
/// <param name="idleLimit">How many idle slots are kept.</param>
internal sealed class MemorySlotPool(int idleLimit) : IDisposable
{
    private readonly List<MemorySlot> idle = [];
    private readonly Lock gate = new();
    private bool disposed;

    /// <summary>How slots find out what a guest wrote to.</summary>
    internal PageMap PageMap { get; } = new();

    /// <summary>A slot that holds a snapshot; the caller gives it back with <see cref="Return"/>.</summary>
    internal MemorySlot Take(Snapshot snapshot)
    {
        var slot = TakeIdle(snapshot);
        slot.Prepare(snapshot);
        return slot;
    }

    /// <summary>A slot with an empty memory of a length in bytes, which may grow to all that 32 bits can name.</summary>
    internal MemorySlot TakeEmpty(ulong length)
    {
        var slot = TakeIdle(null);
        slot.Limit = WasmPages.AddressSpace;
        slot.PrepareEmpty(length);
        return slot;
    }

    /// <summary>Resets a slot and keeps it for the next sandbox. No sandbox may use it any more.</summary>
    internal void Return(MemorySlot slot)
    {
        slot.Reset();
        lock (gate)
        {
            if (!disposed && idle.Count < idleLimit)
            {
                idle.Add(slot);
                return;
            }
        }

        slot.Dispose();
    }

    /// <summary>Forgets a snapshot, whose image is about to be closed.</summary>
    internal void Forget(MemoryImage image)
    {
        List<MemorySlot> gone;
        lock (gate)
        {
            gone = idle.FindAll(slot => slot.Origin?.Image == image);
            idle.RemoveAll(gone.Contains);
        }

        gone.ForEach(slot => slot.Dispose());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            idle.ForEach(slot => slot.Dispose());
            idle.Clear();
        }

        PageMap.Dispose();
    }

    /// <summary>The last used slot with the same snapshot, else an empty one, else the one unused for longest.</summary>
    private MemorySlot TakeIdle(Snapshot? snapshot)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var index = idle.FindLastIndex(slot => ReferenceEquals(slot.Origin, snapshot));
            index = index < 0 && idle.Count >= idleLimit ? 0 : index;
            if (index < 0)
            {
                return new MemorySlot(this);
            }

            var slot = idle[index];
            idle.RemoveAt(index);
            return slot;
        }
    }
}
