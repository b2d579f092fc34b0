using System.Runtime.InteropServices;

namespace Capsule.Wasm.Memory;

/// <summary>The pages of a snapshot that lie in files, ascending. Immutable; later snapshots have the same files.</summary>
internal sealed class StoredPages
{
    /// <summary>No pages.</summary>
    internal static readonly StoredPages Empty = new([]);

    private readonly PageRun[] runs;

    private StoredPages(PageRun[] runs)
    {
        this.runs = runs;
        foreach (var run in runs)
        {
            Count += run.Count;
        }
    }

    /// <summary>The pages, in runs that do not overlap, ascending.</summary>
    internal ReadOnlySpan<PageRun> Runs => runs;

    /// <summary>How many pages there are.</summary>
    internal uint Count { get; }

    /// <summary>The pages of one file.</summary>
    /// <param name="file">The file, which has as many pages as the ranges.</param>
    /// <param name="ranges">Which pages of the memory they are, ascending.</param>
    internal static StoredPages Of(PageFile file, IReadOnlyList<PageRange> ranges) => Empty.With(file, ranges);

    /// <summary>These pages, and over them those of another file.</summary>
    /// <param name="file">The file, which has as many pages as the ranges.</param>
    /// <param name="ranges">Which pages of the memory they are, ascending.</param>
    internal StoredPages With(PageFile file, IReadOnlyList<PageRange> ranges)
    {
        var all = new List<PageRun>(runs.Length + ranges.Count);
        var (next, offset) = (0, 0u);
        var from = 0u; // what lies before is done
        foreach (var range in ranges)
        {
            KeepUntil(range.Start, all, ref next, from);
            all.Add(new PageRun(range.Start, range.Count, file, offset));
            offset += range.Count;
            from = range.End;
        }

        KeepUntil(uint.MaxValue, all, ref next, from);
        return new StoredPages([.. all]);
    }

    /// <summary>The bytes of a page, or an empty span where it is not among them.</summary>
    internal ReadOnlySpan<byte> Find(uint page)
    {
        var index = IndexOf(page);
        return index >= 0 ? runs[index].File.At(runs[index].Offset + (page - runs[index].Start)) : default;
    }

    /// <summary>The files, and how many pages each one has here: fewer than in all, where others lie over them.</summary>
    internal Dictionary<PageFile, uint> CountByFile()
    {
        var counts = new Dictionary<PageFile, uint>();
        foreach (var run in runs)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, run.File, out _) += run.Count;
        }

        return counts;
    }

    /// <summary>Adds what lies before a page and was not covered.</summary>
    private void KeepUntil(uint page, List<PageRun> all, ref int next, uint from)
    {
        for (; next < runs.Length && runs[next].Start < page; next++)
        {
            var run = runs[next];
            var (start, end) = (Math.Max(run.Start, from), Math.Min(run.End, page));
            if (start < end)
            {
                all.Add(run.Slice(start, end));
            }

            if (run.End > page)
            {
                return; // the rest of it may lie behind what covers it
            }
        }
    }

    private int IndexOf(uint page)
    {
        var (low, high) = (0, runs.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (runs[middle].End <= page)
            {
                low = middle + 1;
            }
            else if (runs[middle].Start > page)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}
