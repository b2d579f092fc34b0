using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>A folder in which a pattern is searched: inside the program's folder, without loops, and for a bounded time.</summary>
internal sealed class SearchedFolder : DirectoryInfoBase
{
    /// <summary>Threat: a pattern that searches a whole disk, or links that multiply folders.</summary>
    private const int VisitLimit = 100_000;

    private readonly InputFolder root;
    private readonly SearchedFolder? parent;
    private readonly Visits visits;

    /// <summary>The program's folder.</summary>
    internal SearchedFolder(InputFolder root)
        : this(root, root.Path, null, new Visits())
    {
    }

    private SearchedFolder(InputFolder root, string path, SearchedFolder? parent, Visits visits) =>
        (this.root, FullName, this.parent, this.visits) = (root, path, parent, visits);

    /// <inheritdoc/>
    public override string FullName { get; }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(FullName);

    /// <inheritdoc/>
    public override DirectoryInfoBase? ParentDirectory => parent;

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder is outside, or there is too much to search.</exception>
    public override IEnumerable<FileSystemInfoBase> EnumerateFileSystemInfos()
    {
        var listing = root.List(FullName, ListingKind.Everything);
        visits.Count += 1 + listing.Files.Count + listing.Folders.Count;
        if (visits.Count > VisitLimit)
        {
            throw new IOException($"there are more than {VisitLimit} files and folders to search; name a folder with fewer");
        }

        return listing.Files.Select(FileSystemInfoBase (name) => new FoundFile(Path.Combine(FullName, name), this))
            .Concat(listing.Folders
                .Where(name => name != ".capsule")
                .Select(name => Path.Combine(FullName, name))
                .Where(path => !InputFolder.IsLoop(path))
                .Select(path => new SearchedFolder(root, path, this, visits)));
    }

    /// <inheritdoc/>
    public override DirectoryInfoBase? GetDirectory(string path) => new SearchedFolder(root, Path.Combine(FullName, path), this, visits);

    /// <inheritdoc/>
    public override FileInfoBase? GetFile(string path) => new FoundFile(Path.Combine(FullName, path), this);

    private sealed class Visits
    {
        internal int Count { get; set; }
    }

    private sealed class FoundFile(string path, SearchedFolder parent) : FileInfoBase
    {
        public override string FullName => path;

        public override string Name => Path.GetFileName(path);

        public override DirectoryInfoBase ParentDirectory => parent;
    }
}
