using Capsule.Runtime.Images;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs.Bytecode;

namespace Capsule.Runtime.Programs;

/// <summary>One file of the cache with its seal, or one folder of unpacked packages.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Used">When it was last written or marked as used.</param>
internal sealed record CacheEntry(string Path, CacheEntryKind Kind, long Size, DateTimeOffset Used)
{
    private const string SealSuffix = ".seal";

    /// <summary>All files of a cache, seals apart, and what it has of packages.</summary>
    public static IReadOnlyList<CacheEntry> List(CacheDirectory directory) => !Directory.Exists(directory.Path) ? [] :
    [
        .. new DirectoryInfo(directory.Path).EnumerateFiles()
            .Where(file => !file.Name.EndsWith(SealSuffix, StringComparison.Ordinal))
            .Select(file => new CacheEntry(
                file.FullName, KindOf(file.Name), file.Length, new DateTimeOffset(file.LastWriteTimeUtc)))
            .Concat(PackagesOf(directory))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal),
    ];

    /// <summary>Removes the file and its seal. Whoever has it open keeps it.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path))
        {
            // Whoever reads it now finds all of it, or nothing: a program that is being loaded fails, and is loaded again.
            var gone = Path + PackageCache.Unfinished;
            Directory.Move(Path, gone);
            Directory.Delete(gone, recursive: true);
            return;
        }

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

    private static IEnumerable<CacheEntry> PackagesOf(CacheDirectory directory)
    {
        var root = new DirectoryInfo(System.IO.Path.Combine(directory.Path, PackageCache.FolderName));
        var (wheels, answers) = (root.FullName + "/" + PackageCache.Wheels, root.FullName + "/" + PackageCache.Answers);
        foreach (var file in new[] { wheels, answers }.Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()))
        {
            var kind = KindOf(file.Name) == CacheEntryKind.Leftover ? CacheEntryKind.Leftover
                : file.DirectoryName == wheels ? CacheEntryKind.Wheel
                : CacheEntryKind.Packages;
            yield return new CacheEntry(file.FullName, kind, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }

        var sets = new DirectoryInfo(System.IO.Path.Combine(root.FullName, PackageCache.Sets));
        foreach (var set in sets.Exists ? sets.EnumerateDirectories() : [])
        {
            var size = set.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            yield return new CacheEntry(
                set.FullName, KindOf(set.Name) == CacheEntryKind.Leftover ? CacheEntryKind.Leftover : CacheEntryKind.Packages, size, new DateTimeOffset(set.LastWriteTimeUtc));
        }
    }
}
