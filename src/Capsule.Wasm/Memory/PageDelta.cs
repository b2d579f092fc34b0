namespace Capsule.Wasm.Memory;

/// <summary>The host pages in which a memory differs from its image, in ascending order.</summary>
public sealed class PageDelta
{
    /// <summary>No difference.</summary>
    public static readonly PageDelta Empty = new([], []);

    private readonly uint[] pages;
    private readonly byte[] bytes;

    /// <summary>Takes page numbers in ascending order and, in the same order, 4096 bytes for each.</summary>
    /// <exception cref="InvalidDataException">Numbers and bytes do not belong together.</exception>
    public PageDelta(uint[] pages, byte[] bytes)
    {
        if (bytes.Length != pages.Length * (long)WasmPages.HostPage)
        {
            throw new InvalidDataException($"{pages.Length} pages do not fit {bytes.Length} bytes.");
        }

        for (var i = 1; i < pages.Length; i++)
        {
            if (pages[i] <= pages[i - 1])
            {
                throw new InvalidDataException("The pages of a delta must ascend.");
            }
        }

        this.pages = pages;
        this.bytes = bytes;
    }

    /// <summary>The page numbers, ascending.</summary>
    public ReadOnlySpan<uint> Pages => pages;

    /// <summary>The bytes of all pages, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The bytes of the page at a position in <see cref="Pages"/>.</summary>
    public ReadOnlySpan<byte> At(int index) => bytes.AsSpan(index * WasmPages.HostPage, WasmPages.HostPage);

    /// <summary>The position of a page in <see cref="Pages"/>, or a negative number.</summary>
    public int Find(uint page) => Array.BinarySearch(pages, page);
}
