namespace Capsule.Wasm.Memory;

/// <summary>
/// A sandbox at rest: an image, the pages that differ from it, and the few values of an instance that lie outside its
/// linear memory. Immutable; any number of sandboxes can start from one at the same time.
/// </summary>
internal sealed record Snapshot
{
    /// <summary>The image that the pages are relative to. The snapshot does not own it.</summary>
    public required MemoryImage Image { get; init; }

    /// <summary>Pages over those of the image, or above it, in files: the larger part of what a session holds.</summary>
    public StoredPages Stored { get; init; } = StoredPages.Empty;

    /// <summary>Pages over those of the image and of the files, or above them.</summary>
    public PageDelta Delta { get; init; } = PageDelta.Empty;

    /// <summary>The linear memory's length in bytes, at least the image's.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>How many host pages hold anything but zeros.</summary>
    public required int PopulatedPages { get; init; }

    /// <summary>The module's mutable globals, in the order of <see cref="Sandboxes.GuestModule.StateGlobals"/>.</summary>
    public required IReadOnlyList<int> Globals { get; init; }

    /// <summary>The tables' lengths, in the order of <see cref="Sandboxes.GuestModule.StateTables"/>.</summary>
    public required IReadOnlyList<uint> Tables { get; init; }

    /// <summary>The side modules that were loaded, in their order.</summary>
    public IReadOnlyList<Sandboxes.LoadedModule> Modules { get; init; } = [];

    /// <summary>Whether it belongs to one sandbox that goes on later: no idle memory is kept ready for it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The pages that are not the image's, ascending; their bytes are those of <see cref="PageAtRest"/>.</summary>
    internal uint[] PagesOverImage()
    {
        var pages = new List<uint>((int)Stored.Count + Delta.Pages.Length);
        var next = 0;
        foreach (var run in Stored.Runs)
        {
            for (var page = run.Start; page < run.End; page++)
            {
                for (; next < Delta.Pages.Length && Delta.Pages[next] < page; next++)
                {
                    pages.Add(Delta.Pages[next]);
                }

                next += next < Delta.Pages.Length && Delta.Pages[next] == page ? 1 : 0;
                pages.Add(page);
            }
        }

        return [.. pages, .. Delta.Pages[next..]];
    }

    /// <summary>Whether a page holds anything but zeros.</summary>
    internal bool IsPopulated(uint page) => PageAtRest(page).ContainsAnyExcept((byte)0);

    /// <summary>What a page held when the snapshot was taken; an empty span stands for zeros.</summary>
    internal ReadOnlySpan<byte> PageAtRest(uint page)
    {
        var index = Delta.Find(page);
        return index >= 0 ? Delta.At(index) : PageBelow(page);
    }

    /// <summary>What a page would have held without the delta; an empty span stands for zeros.</summary>
    internal ReadOnlySpan<byte> PageBelow(uint page) =>
        Stored.Find(page) is { IsEmpty: false } stored ? stored
        : (ulong)page * WasmPages.HostPage < Image.Length ? Image.Page(page)
        : default;
}
