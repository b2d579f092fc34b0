namespace Capsule.Wasm.Memory;

/// <summary>Consecutive pages of a linear memory that lie in a file one after the other.</summary>
/// <param name="Start">The first page in the memory.</param>
/// <param name="Count">How many there are.</param>
/// <param name="File">The file.</param>
/// <param name="Offset">The first page in the file.</param>
internal readonly record struct PageRun(uint Start, uint Count, PageFile File, uint Offset)
{
    /// <summary>The page after the last one.</summary>
    internal uint End => Start + Count;

    /// <summary>What is left of it between two pages of the memory, which it has.</summary>
    internal PageRun Slice(uint start, uint end) => new(start, end - start, File, Offset + (start - Start));
}
