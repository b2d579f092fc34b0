namespace Capsule.Wasm.Memory;

/// <summary>
/// Address space for one linear memory, used by one sandbox after the other. A slot is prepared by mapping a snapshot
/// copy-on-write, and made ready for the next sandbox by restoring just the pages that the last one changed.
/// </summary>
/// <remarks>
/// Layout: image (private file mapping), then zero pages up to the current length (anonymous), then inaccessible
/// pages up to 4 GiB and a guard behind, so that compiled code needs no bounds checks. Pages that a snapshot has in files
/// are mapped over the first two (private file mappings), or copied where there are too many pieces. Reusing the mapping, instead of
/// mapping and unmapping for each task, is what lets threads of one process scale: see docs/explanation/rationale.md.
/// </remarks>
internal sealed unsafe partial class MemorySlot : IDisposable
{
    /// <summary>Inaccessible bytes behind the 4 GiB that a 32-bit address can name, for constant offsets.</summary>
    internal const ulong Guard = 32UL << 20;

    /// <summary>
    /// Up to this many pages beside the snapshot's own stay with an idle slot; more are given back to the system.
    /// </summary>
    private const int KeepPages = 512;

    /// <summary>What any slot takes beside its pages: mostly the kernel's page tables and its record of each mapping.</summary>
    private const long OwnBytes = 64 << 10;

    private readonly MemorySlotPool pool;
    private readonly List<PageRange> privatePages = [];
    private readonly StoredMapping stored = new();
    private readonly IdlePages idlePages = new();
    private byte* start;

    internal MemorySlot(MemorySlotPool pool)
    {
        this.pool = pool;
        start = Libc.Map(
            null, WasmPages.AddressSpace + Guard, Libc.ProtectNone,
            Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve);
    }

    /// <summary>The snapshot that the slot holds, or null when it holds nothing.</summary>
    internal Snapshot? Origin { get; private set; }

    /// <summary>The linear memory's length in bytes.</summary>
    internal ulong Length { get; private set; }

    /// <summary>The length that the memory may not grow beyond, in bytes.</summary>
    internal ulong Limit { get; set; }

    /// <summary>Whether the guest was refused memory since the slot was prepared.</summary>
    internal bool GrowthWasRefused { get; set; }

    /// <summary>What the slot takes while it is idle, in bytes; as of <see cref="Reset"/>.</summary>
    internal long IdleBytes { get; private set; } = OwnBytes;

    internal byte* Start => start;

    internal Span<byte> Bytes => new(start, (int)Math.Min(Length, int.MaxValue));

    /// <summary>Makes the slot hold a snapshot; nothing to do when it was reset to the same one.</summary>
    internal void Prepare(Snapshot snapshot)
    {
        GrowthWasRefused = false;
        if (ReferenceEquals(Origin, snapshot))
        {
            return;
        }

        idlePages.Forget();
        Fill(snapshot);
    }

    /// <summary>Takes a snapshot as its origin: of what the slot holds, and since when only <see cref="FindChanged"/> was called.</summary>
    internal void Rebase(Snapshot snapshot)
    {
        Origin = snapshot;
        var needed = snapshot.Delta.Pages.Length + stored.CopiedPages;
        if (idlePages.AreDue(privatePages.Sum(range => range.Count) - needed) || stored.IsObsolete(snapshot.Stored))
        {
            Fill(snapshot);
        }
    }

    /// <summary>Makes the slot hold an empty memory of a given length.</summary>
    internal void PrepareEmpty(ulong length)
    {
        GrowthWasRefused = false;
        Clear();
        Extend(length);
    }

    /// <summary>Grows the memory; false when that would pass <see cref="Limit"/>.</summary>
    internal bool TryGrow(ulong length)
    {
        if (length > Math.Min(Limit, WasmPages.AddressSpace))
        {
            GrowthWasRefused = true;
            return false;
        }

        Extend(length);
        return true;
    }

    /// <summary>Puts back what the snapshot holds, whatever a guest did.</summary>
    internal void Reset()
    {
        IdleBytes = OwnBytes;
        if (Origin is not { IsPrivate: false, Stored.Count: 0 } snapshot)
        {
            Clear();
            return;
        }

        Shrink(snapshot.MemoryBytes);
        FindPrivate();
        var held = privatePages.Sum(range => range.Count);
        if (held > KeepPages + snapshot.Delta.Pages.Length)
        {
            GiveBack();
            WriteDelta(snapshot.Delta);
            held = snapshot.Delta.Pages.Length;
        }
        else
        {
            RestorePages();
        }

        IdleBytes += held * (long)WasmPages.HostPage;
    }

    /// <summary>Resets the slot and lets the pool have it: nobody may use it any more.</summary>
    internal void ReturnToPool() => pool.Return(this);

    /// <summary>The bytes of one host page.</summary>
    internal Span<byte> Page(uint page) => new(start + ((ulong)page * WasmPages.HostPage), WasmPages.HostPage);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (start is not null)
        {
            _ = Libc.munmap(start, unchecked((nuint)(WasmPages.AddressSpace + Guard)));
            start = null;
        }
    }

    private void Fill(Snapshot snapshot)
    {
        Clear();
        var image = snapshot.Image;
        Libc.Map(start, image.Length, Libc.ProtectReadWrite, Libc.MapPrivate | Libc.MapNoReserve, image.Descriptor);
        Length = image.Length;
        Extend(snapshot.MemoryBytes);
        stored.Put(start, snapshot.Stored);
        WriteDelta(snapshot.Delta);
        Origin = snapshot;
    }

    private void WriteDelta(PageDelta delta)
    {
        for (var i = 0; i < delta.Pages.Length; i++)
        {
            delta.At(i).CopyTo(Page(delta.Pages[i]));
        }
    }

    /// <summary>Drops every private page: file pages show the file again, anonymous ones are zero.</summary>
    private void GiveBack()
    {
        if (Libc.madvise(start, (nuint)Length, Libc.AdviseDontNeed) != 0)
        {
            throw Libc.Failed("madvise", Length);
        }
    }

    private void Extend(ulong length)
    {
        if (length <= Length)
        {
            return;
        }

        var added = length - Length;
        if (Libc.mprotect(start + Length, (nuint)added, Libc.ProtectReadWrite) != 0)
        {
            throw Libc.Failed("mprotect", added);
        }

        _ = Libc.madvise(start + Length, (nuint)added, Libc.AdviseNoHugePage);
        Length = length;
    }

    private void Shrink(ulong length)
    {
        if (length < Length)
        {
            var flags = Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve;
            Libc.Map(start + length, Length - length, Libc.ProtectNone, flags);
            Length = length;
        }
    }

    private void Clear()
    {
        Shrink(0);
        stored.Clear();
        Origin = null;
    }
}
