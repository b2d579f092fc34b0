namespace Capsule.Wasm.Memory;

/// <summary>Consecutive host pages of a linear memory: the first one, and the one after the last.</summary>
internal readonly record struct PageRange(uint Start, uint End)
{
    internal uint Count => End - Start;

    /// <summary>The ranges that pages make up.</summary>
    /// <param name="pages">The pages, ascending.</param>
    internal static List<PageRange> Of(ReadOnlySpan<uint> pages)
    {
        var ranges = new List<PageRange>();
        foreach (var page in pages)
        {
            if (ranges.Count > 0 && ranges[^1].End == page)
            {
                ranges[^1] = ranges[^1] with { End = page + 1 };
            }
            else
            {
                ranges.Add(new PageRange(page, page + 1));
            }
        }

        return ranges;
    }
}
