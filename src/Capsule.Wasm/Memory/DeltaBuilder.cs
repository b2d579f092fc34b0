namespace Capsule.Wasm.Memory;

/// <summary>Finds the pages in which a slot's memory differs from the image that its snapshot is relative to.</summary>
internal static class DeltaBuilder
{
    internal static PageDelta Build(MemorySlot slot, Snapshot origin)
    {
        var pages = new List<uint>();
        foreach (var page in Candidates(slot, origin))
        {
            if ((ulong)page * WasmPages.HostPage < slot.Length && Differs(slot.Page(page), origin.Image, page))
            {
                pages.Add(page);
            }
        }

        var bytes = new byte[pages.Count * WasmPages.HostPage];
        for (var i = 0; i < pages.Count; i++)
        {
            slot.Page(pages[i]).CopyTo(bytes.AsSpan(i * WasmPages.HostPage));
        }

        return new PageDelta([.. pages], bytes);
    }

    /// <summary>Pages changed since the snapshot, and pages in which that differed: nothing else can differ now.</summary>
    private static SortedSet<uint> Candidates(MemorySlot slot, Snapshot origin)
    {
        var candidates = new SortedSet<uint>(slot.FindChanged());
        foreach (var page in origin.Delta.Pages)
        {
            candidates.Add(page);
        }

        return candidates;
    }

    private static bool Differs(ReadOnlySpan<byte> now, MemoryImage image, uint page) =>
        (ulong)page * WasmPages.HostPage < image.Length
            ? !now.SequenceEqual(image.Page(page))
            : now.ContainsAnyExcept((byte)0);
}
