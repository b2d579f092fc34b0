namespace Capsule.Wasm.Memory;

/// <summary>Which pages of a memory are mapped from the files of its snapshot: they show the snapshot until they are written.</summary>
internal sealed unsafe class StoredMapping
{
    /// <summary>Up to this many pages are copied: a mapping costs as much as copying some pages, and there is a bounded number of them.</summary>
    private const int MaxCopiedPages = 512;

    /// <summary>The pages that show the snapshot.</summary>
    private readonly PageSet current = new();

    /// <summary>What is mapped: also where a later file has a page, of which the memory has a private copy.</summary>
    private StoredPages mapped = StoredPages.Empty;

    /// <summary>Whether a page that has no private copy shows the snapshot.</summary>
    internal bool Contains(uint page) => current.Contains(page);

    /// <summary>Maps the runs of a snapshot, the longest first, as far as it is worth it and <see cref="MappingBudget"/> goes.</summary>
    /// <param name="memory">Where the memory starts.</param>
    /// <param name="stored">The snapshot's pages.</param>
    /// <param name="added">The file whose runs are to be mapped, where those of all others are as they were; or null for all files.</param>
    /// <returns>Whether no file is mapped any more that the snapshot has not: it would take memory.</returns>
    internal bool Map(byte* memory, StoredPages stored, PageFile? added)
    {
        var wanted = new List<PageRun>();
        var left = 0L;
        foreach (var run in stored.Runs)
        {
            if (added is null || run.File == added)
            {
                current.Remove(run.Start, run.End);
                wanted.Add(run);
                left += run.Count;
            }
        }

        wanted.Sort((a, b) => b.Count.CompareTo(a.Count));
        var done = new List<PageRun>();
        foreach (var run in wanted)
        {
            if (left <= MaxCopiedPages || mapped.Runs.Length + done.Count >= MappingBudget.PerMemory || !TryMap(memory, run))
            {
                break;
            }

            left -= run.Count;
            done.Add(run);
        }

        var before = mapped.Runs.Length + done.Count;
        done.Sort((a, b) => a.Start.CompareTo(b.Start));
        mapped = mapped.With(done);
        MappingBudget.Return(before - mapped.Runs.Length);
        return mapped.CountByFile().Keys.All(stored.CountByFile().ContainsKey);
    }

    /// <summary>Nothing is mapped any more.</summary>
    internal void Clear()
    {
        MappingBudget.Return(mapped.Runs.Length);
        mapped = StoredPages.Empty;
        current.Clear();
    }

    private bool TryMap(byte* memory, in PageRun run)
    {
        if (!MappingBudget.TryTake())
        {
            return false;
        }

        if (!Libc.TryMap(
            memory + ((ulong)run.Start * WasmPages.HostPage), (ulong)run.Count * WasmPages.HostPage, Libc.ProtectReadWrite,
            Libc.MapPrivate | Libc.MapNoReserve, run.File.Descriptor, run.Offset * (long)WasmPages.HostPage))
        {
            MappingBudget.Return(1);
            return false;
        }

        current.Add(run.Start, run.End);
        return true;
    }
}
