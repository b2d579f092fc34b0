using Capsule.Wasm.Engine;

namespace Capsule.Wasm.Memory;

/// <summary>
/// Keeps idle slots for the sandboxes of all programs, and hands out one that already holds the wanted snapshot where there is one.
/// What they take together is bounded in bytes; beyond a few, those that nobody uses go after some seconds.
/// </summary>
internal sealed class MemorySlotPool : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly EngineOptions options;
    private readonly IdleSlots idle = new();
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private bool timerRuns;
    private bool disposed;

    internal MemorySlotPool(EngineOptions options)
    {
        this.options = options;
        timer = options.Time.CreateTimer(_ => DropUnused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How slots find out what a guest wrote to.</summary>
    internal PageMap PageMap { get; } = new();

    /// <summary>How many slots are idle, and what they take.</summary>
    internal (int Count, long Bytes) Idle
    {
        get
        {
            lock (gate)
            {
                return (idle.Count, idle.Bytes);
            }
        }
    }

    /// <summary>A slot that holds a snapshot; the caller gives it back with <see cref="Return"/>.</summary>
    internal MemorySlot Take(Snapshot snapshot)
    {
        var slot = TakeIdle(snapshot) ?? new MemorySlot(this);
        slot.Prepare(snapshot);
        return slot;
    }

    /// <summary>A slot with an empty memory of a length in bytes, which may grow to all that 32 bits can name.</summary>
    internal MemorySlot TakeEmpty(ulong length)
    {
        var slot = TakeIdle(null) ?? new MemorySlot(this);
        slot.Limit = WasmPages.AddressSpace;
        slot.PrepareEmpty(length);
        return slot;
    }

    /// <summary>Resets a slot and keeps it for the next sandbox. No sandbox may use it any more.</summary>
    internal void Return(MemorySlot slot)
    {
        slot.Reset();
        var gone = new List<MemorySlot>();
        lock (gate)
        {
            if (disposed)
            {
                gone.Add(slot);
            }
            else
            {
                idle.Add(slot, options.Time.GetTimestamp());
                DropBeyondBound(gone);
                RunTimer();
            }
        }

        gone.ForEach(other => other.Dispose());
    }

    /// <summary>Forgets a snapshot, whose image is about to be closed.</summary>
    internal void Forget(MemoryImage image)
    {
        IReadOnlyList<MemorySlot> gone;
        lock (gate)
        {
            gone = idle.TakeAll(image);
        }

        foreach (var slot in gone)
        {
            slot.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TakeOldest() is { } slot)
            {
                slot.Dispose();
            }
        }

        timer.Dispose();
        PageMap.Dispose();
    }

    /// <summary>The last used slot with the same snapshot, else an empty one; where no other has room, the one unused for longest.</summary>
    private MemorySlot? TakeIdle(Snapshot? snapshot)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return idle.Take(snapshot) ?? idle.Take(null)
                ?? (idle.Oldest is var (oldest, _) && idle.Bytes + oldest.IdleBytes > options.IdleMemoryBytes ? idle.TakeOldest() : null);
        }
    }

    private void DropBeyondBound(List<MemorySlot> gone)
    {
        while (idle.Bytes > options.IdleMemoryBytes && idle.TakeOldest() is { } slot)
        {
            gone.Add(slot);
        }
    }

    private void DropUnused()
    {
        var gone = new List<MemorySlot>();
        lock (gate)
        {
            timerRuns = false;
            while (idle.Count > options.KeptMemories && options.Time.GetElapsedTime(idle.Oldest!.Value.Since) >= IdleTime)
            {
                gone.Add(idle.TakeOldest()!);
            }

            RunTimer();
        }

        gone.ForEach(slot => slot.Dispose());
    }

    private void RunTimer()
    {
        if (!disposed && !timerRuns && idle.Count > options.KeptMemories)
        {
            timerRuns = timer.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
    }
}
