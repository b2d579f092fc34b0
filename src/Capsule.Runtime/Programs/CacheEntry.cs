using Capsule.Runtime.Images;
using Capsule.Runtime.Programs.Bytecode;

namespace Capsule.Runtime.Programs;

/// <summary>One file of the cache, with its seal.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Used">When it was last written or marked as used.</param>
internal sealed record CacheEntry(string Path, CacheEntryKind Kind, long Size, DateTimeOffset Used)
{
    private const string SealSuffix = ".seal";

    /// <summary>All files of a cache, seals apart.</summary>
    public static IReadOnlyList<CacheEntry> List(CacheDirectory directory) => !Directory.Exists(directory.Path) ? [] :
    [
        .. new DirectoryInfo(directory.Path).EnumerateFiles()
            .Where(file => !file.Name.EndsWith(SealSuffix, StringComparison.Ordinal))
            .Select(file => new CacheEntry(
                file.FullName, KindOf(file.Name), file.Length, new DateTimeOffset(file.LastWriteTimeUtc)))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal),
    ];

    /// <summary>Removes the file and its seal. Whoever has it open keeps it.</summary>
    public void Remove()
    {
        File.Delete(Path);
        File.Delete(Path + SealSuffix);
    }

    private static CacheEntryKind KindOf(string name) =>
        name.EndsWith(".tmp", StringComparison.Ordinal) ? CacheEntryKind.Leftover
        : name.StartsWith(LibraryStore.Prefix, StringComparison.Ordinal) ? CacheEntryKind.Library
        : name.EndsWith(".cwasm", StringComparison.Ordinal) ? CacheEntryKind.Code
        : name.EndsWith(".image", StringComparison.Ordinal) ? CacheEntryKind.Image
        : name.StartsWith(ProgramCache.ProgramPrefix, StringComparison.Ordinal) ? CacheEntryKind.Program
        : name.StartsWith(ProgramCache.IndexPrefix, StringComparison.Ordinal) ? CacheEntryKind.Index
        : name.StartsWith(BytecodeStore.Prefix, StringComparison.Ordinal) ? CacheEntryKind.Bytecode
        : CacheEntryKind.Key;
}
