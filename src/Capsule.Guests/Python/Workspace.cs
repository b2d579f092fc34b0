using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.Python;

/// <summary>The files of a program, as every sandbox of it finds them. Immutable and shared.</summary>
internal sealed class Workspace
{
    /// <summary>Where the program's own files are in a guest; also the working directory.</summary>
    public const string Path = "/workspace";

    /// <summary>Where packages of others are in a guest.</summary>
    public const string PackagesPath = "/lib/site-packages";

    /// <summary>No files.</summary>
    public static readonly Workspace Empty = new(WorkspaceFolder.Empty, WorkspaceFolder.Empty);

    /// <summary>Takes the program's own files, and those of packages.</summary>
    public Workspace(WorkspaceFolder files, WorkspaceFolder packages)
    {
        Files = ToDirectory(files, isProtected: false);
        Packages = ToDirectory(packages, isProtected: true);
    }

    /// <summary>Guests see these, and change copies of their own.</summary>
    internal BaseDirectory Files { get; }

    /// <summary>Guests only read these.</summary>
    internal BaseDirectory Packages { get; }

    private static BaseDirectory ToDirectory(WorkspaceFolder folder, bool isProtected) => new(isProtected, () =>
    {
        var entries = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in folder.List())
        {
            entries[ByteString.FromText(node.Name)] = node switch
            {
                WorkspaceFile file => new BaseFile(file.Size, file.Load),
                WorkspaceFolder below => ToDirectory(below, isProtected),
                _ => throw new ArgumentException($"'{node.Name}' is neither file nor folder", nameof(folder)),
            };
        }

        return entries;
    });
}
