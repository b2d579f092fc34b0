namespace Capsule.Wasm.Memory;

/// <content>Single pages: finding those that a guest wrote to, comparing them with the snapshot, restoring them.</content>
internal sealed unsafe partial class MemorySlot
{
    /// <summary>The pages that differ from the snapshot the slot was prepared with, in ascending order.</summary>
    internal List<uint> FindChanged()
    {
        FindPrivate();
        var changed = new List<uint>();
        foreach (var range in privatePages)
        {
            for (var page = range.Start; page < range.End; page++)
            {
                if (!IsAtRest(page))
                {
                    changed.Add(page);
                }
            }
        }

        return changed;
    }

    /// <summary>
    /// How many pages hold something beside what the snapshot held: changed ones that were zero, and all that were
    /// touched above its length, whatever they hold now.
    /// </summary>
    internal int CountAdded()
    {
        FindPrivate();
        var snapshotPages = (uint)((Origin?.MemoryBytes ?? 0) / WasmPages.HostPage);
        var count = 0;
        foreach (var range in privatePages)
        {
            for (var page = range.Start; page < range.End; page++)
            {
                count += page >= snapshotPages || (!Origin!.IsPopulated(page) && !IsAtRest(page)) ? 1 : 0;
            }
        }

        return count;
    }

    private void RestorePages()
    {
        foreach (var range in privatePages)
        {
            for (var page = range.Start; page < range.End; page++)
            {
                if (!IsAtRest(page))
                {
                    RestorePage(page);
                }
            }
        }
    }

    private void RestorePage(uint page)
    {
        var atRest = Origin!.PageAtRest(page);
        if (atRest.IsEmpty)
        {
            Page(page).Clear();
        }
        else
        {
            atRest.CopyTo(Page(page));
        }
    }

    private bool IsAtRest(uint page)
    {
        var atRest = Origin is null ? default : Origin.PageAtRest(page);
        return atRest.IsEmpty ? !Page(page).ContainsAnyExcept((byte)0) : Page(page).SequenceEqual(atRest);
    }

    private void FindPrivate()
    {
        privatePages.Clear();
        pool.PageMap.FindPrivate(start, start + Length, privatePages);
    }
}
