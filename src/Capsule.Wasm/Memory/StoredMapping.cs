namespace Capsule.Wasm.Memory;

/// <summary>The files of a snapshot in a memory: mapped copy-on-write, or copied where there are too many pieces.</summary>
internal sealed unsafe class StoredMapping
{
    /// <summary>Up to this many pages are copied anyway: a mapping costs as much as copying some pages.</summary>
    private const int MaxCopiedPages = 512;

    /// <summary>So many pages of files that are not needed any more may stay mapped, or half of what the snapshot has: 16 MiB.</summary>
    private const int MaxObsoletePages = 4096;

    private readonly HashSet<PageFile> files = [];
    private int count;

    /// <summary>How many pages were copied.</summary>
    internal long CopiedPages { get; private set; }

    /// <summary>Puts pages into a memory that has nothing of any file: the largest extents are mapped, as far as <see cref="MappingBudget"/> goes.</summary>
    /// <param name="memory">Where the memory starts.</param>
    /// <param name="stored">The pages.</param>
    internal void Put(byte* memory, StoredPages stored)
    {
        var extents = PageExtent.Of(stored);
        extents.Sort((a, b) => b.Count.CompareTo(a.Count));
        var toMap = new HashSet<PageExtent>();
        var left = (long)stored.Count;
        foreach (var extent in extents.TakeWhile(_ => left > MaxCopiedPages && toMap.Count < MappingBudget.PerMemory))
        {
            toMap.Add(extent);
            left -= extent.Count;
        }

        // An extent covers pages of later files.
        foreach (var extent in extents.OrderBy(extent => extent.Whole.File.Number))
        {
            if (!toMap.Contains(extent) || !TryMap(memory, extent.Whole))
            {
                Copy(memory, extent);
            }
        }
    }

    /// <summary>Whether files are mapped that a snapshot does not have any more, and take so much memory that it is worth to put its own anew.</summary>
    internal bool IsObsolete(StoredPages stored)
    {
        if (files.Count == 0)
        {
            return false;
        }

        var needed = stored.CountByFile();
        return files.Where(file => !needed.ContainsKey(file)).Sum(file => file.Count) > Math.Max(MaxObsoletePages, stored.Count / 2);
    }

    /// <summary>The memory has nothing of any file.</summary>
    internal void Clear()
    {
        MappingBudget.Return(count);
        (count, CopiedPages) = (0, 0);
        files.Clear();
    }

    private void Copy(byte* memory, PageExtent extent)
    {
        foreach (var run in extent.Runs)
        {
            for (var i = 0u; i < run.Count; i++)
            {
                run.File.At(run.Offset + i).CopyTo(new Span<byte>(memory + ((ulong)(run.Start + i) * WasmPages.HostPage), WasmPages.HostPage));
            }
        }

        CopiedPages += extent.Count;
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

        count++;
        files.Add(run.File);
        return true;
    }
}
