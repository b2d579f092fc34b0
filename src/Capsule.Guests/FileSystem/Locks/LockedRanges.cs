namespace Capsule.Guests.FileSystem.Locks;

/// <summary>The ranges of one file that one owner has locked, as the kernel keeps them: sorted, and none overlaps another.</summary>
internal sealed class LockedRanges
{
    private List<RecordLock> ranges = [];

    internal IReadOnlyList<RecordLock> All => ranges;

    internal bool HasExclusive => ranges.Exists(range => range.IsExclusive);

    /// <summary>Puts a lock in the place of what was there; null unlocks.</summary>
    internal void Set(long start, long end, bool? isExclusive)
    {
        var changed = new List<RecordLock>(ranges.Count + 2);
        foreach (var range in ranges)
        {
            AddUnlessEmpty(changed, range with { End = Math.Min(range.End, start) });
            AddUnlessEmpty(changed, range with { Start = Math.Max(range.Start, end) });
        }

        if (isExclusive is { } kind)
        {
            AddUnlessEmpty(changed, new RecordLock(start, end, kind));
        }

        changed.Sort((one, other) => one.Start.CompareTo(other.Start));
        ranges = Merged(changed);
    }

    private static void AddUnlessEmpty(List<RecordLock> list, RecordLock range)
    {
        if (range.Start < range.End)
        {
            list.Add(range);
        }
    }

    private static List<RecordLock> Merged(List<RecordLock> sorted)
    {
        var merged = new List<RecordLock>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged is [.., var last] && last.End == range.Start && last.IsExclusive == range.IsExclusive)
            {
                merged[^1] = last with { End = range.End };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
