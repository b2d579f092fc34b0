using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Abstractions;

/// <summary>
/// A guest's files, for the host to use while the guest does not run. Paths are the guest's; relative ones are below
/// its workspace. The guest's own rules hold, so that nothing outside what it has itself can be reached.
/// </summary>
internal sealed class GuestFiles
{
    /// <summary>Threat: a guest makes folders without end for whoever lists them.</summary>
    private const int ListLimit = 100_000;

    private const uint FilePermissions = 0x1b6; // rw-rw-rw-, and the guest's mask off
    private const uint FolderPermissions = 0x1ff;
    private readonly VirtualFileSystem files;

    internal GuestFiles(VirtualFileSystem files) => this.files = files;

    /// <summary>Writes a file, making the folders above it.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? Write(string path, ReadOnlySpan<byte> bytes)
    {
        var place = PathOf(path);
        for (var slash = place.IndexOf('/', 1); slash > 0; slash = place.IndexOf('/', slash + 1))
        {
            _ = files.MakeDirectory(null, place[..slash], FolderPermissions);
        }

        var opened = files.Open(null, place, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, FilePermissions);
        if (!opened.Ok)
        {
            return Describe(opened.Error);
        }

        var file = opened.Value.Share();
        var written = file.Write(bytes, 0);
        file.Release();
        return !written.Ok ? Describe(written.Error)
            : written.Value < bytes.Length ? Describe(Errno.NoSpace)
            : null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="problem">Why it cannot be, when nothing is returned.</param>
    public byte[]? Read(string path, long limit, out string problem)
    {
        var opened = files.Open(null, PathOf(path), OpenFlags.ReadOnly, 0);
        problem = opened.Ok ? "" : Describe(opened.Error);
        if (!opened.Ok)
        {
            return null;
        }

        var file = opened.Value.Share();
        try
        {
            var size = file.Stat().Size;
            if (file.Stat().Kind != FileKind.Regular || size > limit)
            {
                problem = size > limit ? $"it has {size} bytes, and {limit} are allowed" : Describe(Errno.IsDirectory);
                return null;
            }

            var bytes = new byte[size];
            var read = file.Read(bytes, 0);
            problem = read.Ok ? "" : Describe(read.Error);
            return read.Ok ? bytes : null;
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Deletes a file, or an empty folder.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? Delete(string path)
    {
        var error = files.RemoveFile(null, PathOf(path));
        error = error == Errno.IsDirectory ? files.RemoveDirectory(null, PathOf(path)) : error;
        return error == Errno.Success ? null : Describe(error);
    }

    /// <summary>What the guest has of its own below its workspace now.</summary>
    public PrivateFiles Private() => PrivateFiles.Of(files.Find(null, PathOf(".")).Value);

    /// <summary>Everything below a folder, in order of the paths.</summary>
    /// <param name="path">The folder's path.</param>
    /// <param name="problem">Why it cannot be listed, when nothing is returned.</param>
    public IReadOnlyList<GuestFile>? List(string path, out string problem)
    {
        var found = files.Find(null, PathOf(path));
        problem = !found.Ok ? Describe(found.Error)
            : found.Value is DirectoryNode ? "" : Describe(Errno.NotDirectory);
        if (problem.Length > 0)
        {
            return null;
        }

        var listed = new List<GuestFile>();
        var todo = new Stack<(DirectoryNode Node, string Path)>([((DirectoryNode)found.Value, "")]);
        while (todo.TryPop(out var next) && listed.Count < ListLimit)
        {
            Add(next.Node, next.Path, listed, todo);
        }

        listed.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return listed;
    }

    private static void Add(
        DirectoryNode folder, string path, List<GuestFile> into, Stack<(DirectoryNode Node, string Path)> todo)
    {
        if (folder.List() is not { Ok: true, Value: var listing })
        {
            return;
        }

        using var held = listing;
        foreach (var entry in listing.Entries)
        {
            if (folder.Lookup(entry.Name) is not { Ok: true, Value: var node })
            {
                continue;
            }

            var at = path + ByteString.ToText(entry.Name);
            into.Add(new GuestFile(at, node is FileNode ? node.Stat().Size : 0, node is DirectoryNode));
            if (node is DirectoryNode below)
            {
                todo.Push((below, at + "/"));
            }
        }
    }

    private static string PathOf(string path) =>
        ByteString.FromText(path.StartsWith('/') ? path : $"{Workspace.Path}/{path}");

    private static string Describe(Errno error) => error switch
    {
        Errno.NoEntry => "there is no such file or folder",
        Errno.IsDirectory => "it is a folder",
        Errno.NotDirectory => "a part of the path is no folder",
        Errno.NotEmpty => "the folder is not empty",
        Errno.NoSpace => "there is no space left: files count towards ram and disk",
        Errno.AccessDenied or Errno.NotPermitted or Errno.ReadOnly => "it is not permitted there",
        Errno.NameTooLong => "the path is too long",
        _ => $"it failed ({error})",
    };
}
