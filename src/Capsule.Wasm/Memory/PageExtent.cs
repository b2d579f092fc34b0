namespace Capsule.Wasm.Memory;

/// <summary>
/// Runs of one file that can be mapped at once, because what lies between them is in the file too: pages that a later file superseded.
/// </summary>
internal sealed class PageExtent
{
    private readonly List<PageRun> runs;

    private PageExtent(in PageRun first)
    {
        runs = [first];
        Whole = first;
        Count = first.Count;
    }

    /// <summary>Its runs, ascending.</summary>
    internal IReadOnlyList<PageRun> Runs => runs;

    /// <summary>The runs and what lies between them.</summary>
    internal PageRun Whole { get; private set; }

    /// <summary>How many pages the runs have.</summary>
    internal long Count { get; private set; }

    /// <summary>The extents of a snapshot's pages, in no order.</summary>
    internal static List<PageExtent> Of(StoredPages stored)
    {
        var extents = new List<PageExtent>();
        var last = new Dictionary<PageFile, PageExtent>();
        foreach (var run in stored.Runs)
        {
            if (!last.TryGetValue(run.File, out var extent) || !extent.TryAdd(run))
            {
                extents.Add(last[run.File] = new PageExtent(run));
            }
        }

        return extents;
    }

    private bool TryAdd(in PageRun run)
    {
        if (run.Start - Whole.Start != run.Offset - Whole.Offset)
        {
            return false;
        }

        runs.Add(run);
        Whole = Whole with { Count = run.End - Whole.Start };
        Count += run.Count;
        return true;
    }
}
