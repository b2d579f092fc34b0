using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Memory;

namespace Capsule.Guests.Abstractions;

/// <summary>
/// The guest's own files below its workspace at one moment: those of a later moment show what it wrote. Granted folders, packages and links
/// are none of them.
/// </summary>
/// <remarks>
/// A file is known by its state, which is another object after each change: so no clock decides, and the guest, which sets the times of
/// its files, cannot hide one.
/// </remarks>
internal sealed class PrivateFiles
{
    /// <summary>Threat: a guest makes files without end for whoever looks through them after each call.</summary>
    private const int MaxNodes = 10_000;

    private const string Compiled = "__pycache__";

    private readonly Dictionary<string, (object State, long Size)> files = new(StringComparer.Ordinal);
    private bool isWhole = true;

    private PrivateFiles()
    {
    }

    /// <summary>Takes the files below a folder.</summary>
    internal static PrivateFiles Of(Node folder)
    {
        var found = new PrivateFiles();
        var todo = new Stack<(MemoryDirectory Folder, string Path)>();
        if (folder is MemoryDirectory top)
        {
            todo.Push((top, ""));
        }

        var seen = 0;
        while (todo.TryPop(out var next))
        {
            foreach (var (name, node) in next.Folder.OwnEntries)
            {
                if (++seen > MaxNodes)
                {
                    found.isWhole = false;
                    return found;
                }

                found.Add(next.Path + name, name, node, todo);
            }
        }

        return found;
    }

    /// <summary>The files that were written or made since an earlier moment, in order of their paths.</summary>
    /// <remarks>Where there are too many files to know them all, those that may have been there before are not told.</remarks>
    internal IReadOnlyList<GuestFile> Since(PrivateFiles before) =>
    [
        .. files
            .Where(file => before.files.TryGetValue(file.Key, out var was) ? !ReferenceEquals(was.State, file.Value.State) : before.isWhole)
            .Select(file => new GuestFile(ByteString.ToText(file.Key), file.Value.Size, IsFolder: false))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    private void Add(string path, string name, Node? node, Stack<(MemoryDirectory Folder, string Path)> todo)
    {
        switch (node)
        {
            case MemoryFile file:
                files[path] = (file.Capture(), file.Stat().Size);
                break;
            case MemoryDirectory below when name != Compiled:
                todo.Push((below, path + "/"));
                break;
        }
    }
}
