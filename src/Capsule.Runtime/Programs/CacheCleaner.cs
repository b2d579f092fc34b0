using Capsule.Runtime.Images;

namespace Capsule.Runtime.Programs;

/// <summary>Removes from the cache what is not needed. Everything in it can be made again.</summary>
internal static class CacheCleaner
{
    private const int MostPrograms = 1000;
    private const long MaxBytes = 2L << 30;

    /// <summary>Removes the programs and libraries that were not used for longest, when there are too many.</summary>
    internal static void KeepBounded(CacheDirectory directory)
    {
        var programs = CacheEntry.List(directory).Where(entry => entry.Kind is CacheEntryKind.Program or CacheEntryKind.Index or CacheEntryKind.Bytecode or CacheEntryKind.Library)
            .OrderByDescending(entry => entry.Used).ToArray();
        var bytes = 0L;
        for (var i = 0; i < programs.Length; i++)
        {
            bytes += programs[i].Size;
            if (i >= MostPrograms || bytes > MaxBytes)
            {
                programs[i].Remove();
            }
        }
    }

    /// <summary>Removes programs and images that were not used since a time, and what was left by processes that died.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<CacheEntry> Prune(CacheDirectory directory, DateTimeOffset unusedSince)
    {
        var gone = CacheEntry.List(directory)
            .Where(entry => entry.Used < unusedSince && entry.Kind != CacheEntryKind.Key)
            .ToArray();
        Array.ForEach(gone, entry => entry.Remove());
        return gone;
    }

    /// <summary>Removes everything but the key and locks.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<CacheEntry> Clear(CacheDirectory directory) => Prune(directory, DateTimeOffset.MaxValue);
}
