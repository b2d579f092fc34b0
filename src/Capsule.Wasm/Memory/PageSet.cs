namespace Capsule.Wasm.Memory;

/// <summary>Some of the pages of a linear memory, a bit for each.</summary>
internal sealed class PageSet
{
    private const int BitsPerWord = 64;
    private ulong[] words = [];

    internal bool Contains(uint page) =>
        page / BitsPerWord < words.Length && (words[page / BitsPerWord] & (1UL << (int)(page % BitsPerWord))) != 0;

    internal void Add(uint start, uint end)
    {
        if (end > words.Length * (long)BitsPerWord)
        {
            Array.Resize(ref words, (int)(end / BitsPerWord) + 1);
        }

        for (var page = start; page < end; page++)
        {
            words[page / BitsPerWord] |= 1UL << (int)(page % BitsPerWord);
        }
    }

    internal void Remove(uint start, uint end)
    {
        for (var page = start; page < Math.Min(end, words.Length * (long)BitsPerWord); page++)
        {
            words[page / BitsPerWord] &= ~(1UL << (int)(page % BitsPerWord));
        }
    }

    internal void Clear() => words = [];
}
