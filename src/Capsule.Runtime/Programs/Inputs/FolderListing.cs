using System.Security.Cryptography;
using System.Text;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>The names in a folder that can matter to a program.</summary>
/// <param name="Files">Files, sorted.</param>
/// <param name="Folders">Folders, sorted.</param>
internal sealed record FolderListing(IReadOnlyList<string> Files, IReadOnlyList<string> Folders)
{
    /// <summary>Threat: a program beside a million files makes the host list them again and again.</summary>
    private const int MostNames = 50_000;

    /// <summary>As many may be there that do not matter.</summary>
    private const int MostVisited = 1_000_000;

    /// <summary>What stands for bytes that are no UTF-8: no path leads to a file with such a name.</summary>
    private const char NotText = '\uFFFD';

    /// <summary>SHA-256 of the names.</summary>
    internal byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\0', Files.Select(name => "f" + name).Concat(Folders.Select(name => "d" + name)))));

    /// <summary>Nothing.</summary>
    internal static readonly FolderListing Empty = new([], []);

    /// <summary>Lists a folder; one that does not exist is empty.</summary>
    /// <param name="path">Where it is looked into.</param>
    /// <param name="kind">What counts.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <exception cref="IOException">There are too many names.</exception>
    internal static FolderListing Of(string path, ListingKind kind, string? name = null)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            return Empty;
        }

        List<string> files = [], folders = [];
        var visited = 0;
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (Counts(entry, kind))
            {
                (entry is DirectoryInfo ? folders : files).Add(entry.Name);
            }

            if (files.Count + folders.Count > MostNames || ++visited > MostVisited)
            {
                throw new IOException($"{name ?? path} has more than {MostNames} entries; put the program into a folder of its own");
            }
        }

        files.Sort(StringComparer.Ordinal);
        folders.Sort(StringComparer.Ordinal);
        return new FolderListing(files, folders);
    }

    private static bool Counts(FileSystemInfo entry, ListingKind kind) => kind switch
    {
        _ when entry.Name.Contains(NotText, StringComparison.Ordinal) => false,
        ListingKind.Everything => true,
        ListingKind.JavaScript or ListingKind.NodePackage when entry.Name.StartsWith('.') => false,
        ListingKind.NodePackage => true,
        ListingKind.JavaScript => entry is DirectoryInfo || NodeFolder.IsModule(entry.Name),
        ListingKind.Package when entry.Name.StartsWith('.') || entry.Name == "__pycache__" => false,
        ListingKind.Package when entry.LinkTarget is null => true,
        _ => entry is DirectoryInfo ? kind == ListingKind.Python : SourceFolder.IsPython(entry.Name),
    };
}
