using Capsule.Files;
using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Shows a folder of the host to the sandbox in which a program is built: Python files, each read when it is imported,
/// and all files of packages, which become part of the program. Nothing else of the host is there.
/// </summary>
internal sealed class SourceFolder
{
    /// <summary>Folders that hold no modules of a program, and may be huge.</summary>
    private static readonly string[] Skipped = ["node_modules", "__pycache__", "site-packages"];

    private readonly InputTracker tracker;
    private readonly string search;

    private SourceFolder(InputTracker tracker, string search) => (this.tracker, this.search) = (tracker, search);

    /// <summary>The folder of a program, as a guest finds it.</summary>
    /// <param name="layout">The program. The folder where its modules are searched is there whatever its name is.</param>
    /// <param name="tracker">Reads and records.</param>
    internal static WorkspaceFolder Show(ProgramLayout layout, InputTracker tracker) =>
        new SourceFolder(tracker, Path.Combine(layout.Root, layout.SearchFolder)).ShowModules(layout.Root, "", isLinked: false);

    private WorkspaceFolder ShowModules(string path, string name, bool isLinked) => new(name, () =>
    {
        var listing = tracker.List(path, ListingKind.Python);
        return ShowFiles(path, listing).Concat(listing.Folders
            .Where(folder => IsImportable(folder) || RealPath.IsIn(search, Path.Combine(path, folder)))
            .Where(folder => !InputFolder.IsLoop(Path.Combine(path, folder)))
            .Select(folder => ShowFolder(Path.Combine(path, folder), folder, isLinked)));
    });

    private WorkspaceFolder ShowFolder(string path, string name, bool isLinked)
    {
        isLinked |= new DirectoryInfo(path).LinkTarget is not null;
        return !isLinked && File.Exists(Path.Combine(path, PackageFiles.Marker))
            ? ShowPackage(path, name)
            : ShowModules(path, name, isLinked);
    }

    private WorkspaceFolder ShowPackage(string path, string name) => new(name, () =>
    {
        var listing = tracker.List(path, ListingKind.Package);
        return ShowFiles(path, listing).Concat(listing.Folders.Select(folder =>
            ShowPackage(Path.Combine(path, folder), folder)));
    });

    private IEnumerable<WorkspaceNode> ShowFiles(string path, FolderListing listing) =>
        listing.Files.Select(file => ShowFile(Path.Combine(path, file))).OfType<WorkspaceFile>();

    /// <summary>Whether a name is that of a Python module's source.</summary>
    internal static bool IsPython(string name) => name.EndsWith(".py", StringComparison.Ordinal);

    /// <summary>A file, or null for a link to nothing.</summary>
    private WorkspaceFile? ShowFile(string path) => tracker.LengthOf(path) is { } length
        ? new WorkspaceFile(Path.GetFileName(path), length, () => tracker.Read(path))
        : null;

    private static bool IsImportable(string name) => PythonNames.IsIdentifier(name) && !Skipped.Contains(name);
}
