namespace Capsule.Wasm.Memory;

/// <summary>
/// Finds the pages in which a slot's memory differs from the image and the files that its snapshot is relative to. Pages that
/// the snapshot has and that did not change since are shared with it, so that only changed ones are copied.
/// </summary>
internal static class DeltaBuilder
{
    /// <param name="slot">The memory.</param>
    /// <param name="origin">Its snapshot.</param>
    /// <param name="changed">The pages that differ from the snapshot, ascending.</param>
    internal static PageDelta Build(MemorySlot slot, Snapshot origin, List<uint> changed)
    {
        var before = origin.Delta;
        var pages = new List<uint>(before.Pages.Length + changed.Count);
        var contents = new List<ReadOnlyMemory<byte>>(pages.Capacity);
        var next = 0;
        foreach (var page in changed)
        {
            next = Keep(before, next, page, pages, contents);
            if (Differs(slot.Page(page), origin.PageBelow(page)))
            {
                pages.Add(page);
                contents.Add(slot.Page(page).ToArray());
            }
        }

        _ = Keep(before, next, uint.MaxValue, pages, contents);
        return new PageDelta([.. pages], [.. contents]);
    }

    /// <summary>Keeps what was there before a page, which itself is skipped.</summary>
    /// <returns>The position behind.</returns>
    private static int Keep(
        PageDelta before, int next, uint page, List<uint> pages, List<ReadOnlyMemory<byte>> contents)
    {
        for (; next < before.Pages.Length && before.Pages[next] < page; next++)
        {
            pages.Add(before.Pages[next]);
            contents.Add(before.Share(next));
        }

        return next < before.Pages.Length && before.Pages[next] == page ? next + 1 : next;
    }

    private static bool Differs(ReadOnlySpan<byte> now, ReadOnlySpan<byte> below) =>
        below.IsEmpty ? now.ContainsAnyExcept((byte)0) : !now.SequenceEqual(below);
}
