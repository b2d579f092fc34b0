namespace Capsule.Wasm.Memory;

/// <summary>The host pages in which a memory differs from its image, in ascending order.</summary>
/// <remarks>A page that two deltas have in common is kept once: forks and later snapshots share what did not change.</remarks>
internal sealed class PageDelta
{
    /// <summary>No difference.</summary>
    public static readonly PageDelta Empty = new([], (ReadOnlyMemory<byte>[])[]);

    private readonly uint[] pages;
    private readonly ReadOnlyMemory<byte>[] contents;

    /// <summary>Takes page numbers in ascending order and, in the same order, 4096 bytes for each.</summary>
    /// <exception cref="InvalidDataException">Numbers and bytes do not belong together.</exception>
    public PageDelta(uint[] pages, byte[] bytes)
        : this(pages, Split(pages, bytes))
    {
    }

    /// <summary>Takes page numbers in ascending order, and each one's bytes.</summary>
    internal PageDelta(uint[] pages, ReadOnlyMemory<byte>[] contents)
    {
        for (var i = 1; i < pages.Length; i++)
        {
            if (pages[i] <= pages[i - 1])
            {
                throw new InvalidDataException("The pages of a delta must ascend.");
            }
        }

        this.pages = pages;
        this.contents = contents;
    }

    /// <summary>The page numbers, ascending.</summary>
    public ReadOnlySpan<uint> Pages => pages;

    /// <summary>How many bytes all pages have.</summary>
    public int Length => checked(pages.Length * WasmPages.HostPage);

    /// <summary>Copies the bytes of all pages, one after the other.</summary>
    public void CopyTo(Span<byte> into)
    {
        for (var i = 0; i < contents.Length; i++)
        {
            contents[i].Span.CopyTo(into[(i * WasmPages.HostPage)..]);
        }
    }

    /// <summary>The bytes of the page at a position in <see cref="Pages"/>.</summary>
    public ReadOnlySpan<byte> At(int index) => contents[index].Span;

    /// <summary>The position of a page in <see cref="Pages"/>, or a negative number.</summary>
    public int Find(uint page) => Array.BinarySearch(pages, page);

    /// <summary>The bytes of a page, for another delta to keep.</summary>
    internal ReadOnlyMemory<byte> Share(int index) => contents[index];

    private static ReadOnlyMemory<byte>[] Split(uint[] pages, byte[] bytes) =>
        bytes.Length == pages.Length * (long)WasmPages.HostPage
            ? [.. pages.Select((_, i) => (ReadOnlyMemory<byte>)bytes.AsMemory(i * WasmPages.HostPage, WasmPages.HostPage))]
            : throw new InvalidDataException($"{pages.Length} pages do not fit {bytes.Length} bytes.");
}
