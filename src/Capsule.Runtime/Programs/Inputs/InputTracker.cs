using System.Collections.Concurrent;
using System.Security.Cryptography;
using Capsule.Files;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Records what went into a program while it is built: every file that was read, and every folder that was looked into,
/// with a hash of the names in it. A file that appears later, and would be found before another, changes the names of a
/// folder.
/// </summary>
internal sealed class InputTracker
{
    /// <summary>Threat: a program that drags gigabytes along.</summary>
    internal const long SizeLimit = 512L << 20;

    /// <summary>Threat: a folder of millions of folders, or links that multiply them.</summary>
    private const int NameLimit = 500_000;

    private readonly ConcurrentDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> folders = new(StringComparer.Ordinal);
    private readonly List<InputFolder> roots = [];
    private long bytesLeft = SizeLimit;
    private int namesLeft = NameLimit;
    private string? text;

    /// <summary>The contents of the files that were read, by absolute path.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files => files;

    /// <summary>Why the first file or folder was refused, or null when none was.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>Lets files of a folder be read.</summary>
    internal void Add(InputFolder folder) => roots.Add(folder);

    /// <summary>Adds the text of a program, which is on no disk, as a file of a folder. It hides a file of its name there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contents">The text.</param>
    internal void AddText(string path, byte[] contents)
    {
        text = path;
        files[path] = contents;
    }

    /// <summary>How many bytes a file has; null where a link leads to nothing.</summary>
    internal long? LengthOf(string path) => path == text ? files[path].Length : (long?)FileStatus.Of(path)?.Identity.Length;

    /// <summary>Reads a file of one of the folders, once.</summary>
    /// <exception cref="IOException">
    /// It cannot be read, is in none of the folders, is a pipe or a device, or there are too many bytes altogether.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal byte[] Read(string path) => Noting(() => files.GetOrAdd(path, path => Count(RootOf(path).Read(path, LimitLeft))));

    /// <summary>Reads a file that the operator named, wherever it is.</summary>
    /// <exception cref="IOException">It cannot be read, or is a pipe or a device, or there are too many bytes altogether.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal byte[] ReadNamed(string path, long limit) => files.GetOrAdd(path, path => RegularFile.Read(path, limit));

    /// <summary>Lists the Python files of a folder, or all files.</summary>
    /// <exception cref="IOException">It is in none of the folders, or there are too many names.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal FolderListing List(string path, ListingKind kind) => Noting(() => ListNow(path, kind));

    /// <summary>What was recorded of the disk.</summary>
    internal ProgramInputs ToInputs() => new(
        files.Where(file => file.Key != text).ToDictionary(file => file.Key, file => SHA256.HashData(file.Value)),
        folders.ToDictionary());

    private FolderListing ListNow(string path, ListingKind kind)
    {
        var listing = RootOf(path).List(path, kind);
        if (Interlocked.Add(ref namesLeft, -(1 + listing.Files.Count + listing.Folders.Count)) < 0)
        {
            throw new IOException($"more than {NameLimit} files and folders belong to the program, or stand beside it; {path} is one of them");
        }

        folders[$"{(char)kind}{path}"] = listing.Hash;
        return Path.GetDirectoryName(text) == path
            ? listing with { Files = [.. listing.Files.Append(Path.GetFileName(text)!).Distinct()] }
            : listing;
    }

    /// <summary>What is asked for by code in the sandbox ends the sandbox when it fails: here is why.</summary>
    private T Noting<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refusal ??= e.Message;
            throw;
        }
    }

    private long LimitLeft => Interlocked.Read(ref bytesLeft);

    private byte[] Count(byte[] contents) => Interlocked.Add(ref bytesLeft, -contents.Length) >= 0
        ? contents
        : throw new IOException($"the program has more than {SizeLimit >> 20} MiB of files");

    /// <summary>The innermost of the folders: packages may be in the project.</summary>
    private InputFolder RootOf(string path) => roots
        .Where(root => root.Contains(Path.GetFullPath(path)))
        .MaxBy(root => root.Path.Length)
        ?? throw new IOException($"{path} is not in the program's folder");
}
