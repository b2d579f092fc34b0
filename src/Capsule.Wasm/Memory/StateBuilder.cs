using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>
/// Takes the pages of a memory that goes on from its snapshot. Where few pages are not in files, changed ones are copied; where
/// there are many, all of them go to a file, which memories map.
/// </summary>
/// <remarks>
/// A new file takes up those before it that are not at least twice as large. So a session has few files, however long it lives;
/// each page is written a few times at most, and of what the files hold less than half is superseded.
/// </remarks>
internal static class StateBuilder
{
    /// <summary>So many pages may be beside the files: comparing and copying them takes a fraction of a millisecond.</summary>
    internal const int MaxLoosePages = 512;

    /// <summary>In more pieces than this all files become one, if that has fewer.</summary>
    private const int MaxRuns = 8192;

    private const ulong WriteSize = 256 << 20;

    /// <summary>Takes the pages.</summary>
    /// <param name="slot">The memory.</param>
    /// <param name="origin">Its snapshot.</param>
    /// <param name="changed">The pages that differ from the snapshot, ascending.</param>
    internal static (StoredPages Stored, PageDelta Delta) Build(MemorySlot slot, Snapshot origin, List<uint> changed)
    {
        if (CountLoose(origin.Delta.Pages, changed) > MaxLoosePages)
        {
            var ranges = RangesToStore(origin, changed);
            if (TryStore(slot, ranges) is { } file)
            {
                return (origin.Stored.With(file, ranges), PageDelta.Empty);
            }
        }

        return (origin.Stored, DeltaBuilder.Build(slot, origin, changed));
    }

    private static int CountLoose(ReadOnlySpan<uint> before, List<uint> changed)
    {
        var count = before.Length + changed.Count;
        var next = 0;
        foreach (var page in before)
        {
            while (next < changed.Count && changed[next] < page)
            {
                next++;
            }

            count -= next < changed.Count && changed[next] == page ? 1 : 0;
        }

        return count;
    }

    /// <summary>Everything that is in no file, and what files have that are not much larger.</summary>
    private static List<PageRange> RangesToStore(Snapshot origin, List<uint> changed)
    {
        List<PageRange> loose = [.. PageRange.Of(origin.Delta.Pages), .. PageRange.Of(CollectionsMarshal.AsSpan(changed))];
        var count = origin.Delta.Pages.Length + (long)changed.Count;
        var absorbed = new HashSet<PageFile>();
        foreach (var (file, pages) in origin.Stored.CountByFile().OrderBy(file => file.Value).TakeWhile(file => file.Value <= 2 * count))
        {
            absorbed.Add(file);
            count += pages;
        }

        var ranges = WithRuns(loose, origin.Stored, absorbed.Contains);
        return ranges.Count + origin.Stored.Runs.Length > MaxRuns && WithRuns(loose, origin.Stored, _ => true) is { Count: <= MaxRuns / 2 } all
            ? all
            : ranges;
    }

    private static List<PageRange> WithRuns(List<PageRange> loose, StoredPages stored, Func<PageFile, bool> isWanted)
    {
        List<PageRange> ranges = [.. loose];
        foreach (var run in stored.Runs)
        {
            if (isWanted(run.File))
            {
                ranges.Add(new PageRange(run.Start, run.End));
            }
        }

        return Merge(ranges);
    }

    private static List<PageRange> Merge(List<PageRange> ranges)
    {
        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        var merged = new List<PageRange>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && merged[^1].End >= range.Start)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>Writes pages to a file, or gives null where the system has no more files or memory for that: then they are copied as few are.</summary>
    private static PageFile? TryStore(MemorySlot slot, List<PageRange> ranges)
    {
        try
        {
            return PageFile.Create((uint)ranges.Sum(range => range.Count), file => Write(slot, ranges, file));
        }
        catch (Exception e) when (e is IOException or InsufficientMemoryException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static unsafe void Write(MemorySlot slot, List<PageRange> ranges, SafeFileHandle file)
    {
        var position = 0L;
        foreach (var range in ranges)
        {
            var (from, end) = (range.Start * (ulong)WasmPages.HostPage, range.End * (ulong)WasmPages.HostPage);
            while (from < end)
            {
                var length = (int)Math.Min(end - from, WriteSize);
                RandomAccess.Write(file, new ReadOnlySpan<byte>(slot.Start + from, length), position);
                from += (ulong)length;
                position += length;
            }
        }
    }
}
