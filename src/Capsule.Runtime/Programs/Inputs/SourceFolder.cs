using Capsule.Files;
using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Shows a folder of the host to the sandbox in which a program is built: Python files, each read when it is imported,
/// and all files of packages, which become part of the program. Nothing else of the host is there.
/// </summary>
internal static class SourceFolder
{
    /// <summary>Folders that hold no modules of a program, and may be huge.</summary>
    private static readonly string[] Skipped = ["node_modules", "__pycache__", "site-packages"];

    /// <summary>The folder, as a guest finds it.</summary>
    internal static WorkspaceFolder Show(string path, InputTracker tracker) => ShowModules(path, tracker, "", isLinked: false);

    private static WorkspaceFolder ShowModules(string path, InputTracker tracker, string name, bool isLinked) => new(name, () =>
    {
        var listing = tracker.List(path, ListingKind.Python);
        return ShowFiles(path, listing, tracker).Concat(listing.Folders
            .Where(folder => IsImportable(folder) && !InputFolder.IsLoop(Path.Combine(path, folder)))
            .Select(folder => ShowFolder(Path.Combine(path, folder), tracker, folder, isLinked)));
    });

    private static WorkspaceFolder ShowFolder(string path, InputTracker tracker, string name, bool isLinked)
    {
        isLinked |= new DirectoryInfo(path).LinkTarget is not null;
        return !isLinked && File.Exists(Path.Combine(path, PackageFiles.Marker))
            ? ShowPackage(path, tracker, name)
            : ShowModules(path, tracker, name, isLinked);
    }

    private static WorkspaceFolder ShowPackage(string path, InputTracker tracker, string name) => new(name, () =>
    {
        var listing = tracker.List(path, ListingKind.Package);
        return ShowFiles(path, listing, tracker).Concat(listing.Folders.Select(folder =>
            ShowPackage(Path.Combine(path, folder), tracker, folder)));
    });

    private static IEnumerable<WorkspaceNode> ShowFiles(string path, FolderListing listing, InputTracker tracker) =>
        listing.Files.Select(file => ShowFile(Path.Combine(path, file), tracker)).OfType<WorkspaceFile>();

    /// <summary>Whether a name is that of a Python module's source.</summary>
    internal static bool IsPython(string name) => name.EndsWith(".py", StringComparison.Ordinal);

    /// <summary>A file, or null for a link to nothing.</summary>
    private static WorkspaceFile? ShowFile(string path, InputTracker tracker) => FileStatus.Of(path) is { } status
        ? new WorkspaceFile(Path.GetFileName(path), (long)status.Identity.Length, () => tracker.Read(path))
        : null;

    private static bool IsImportable(string name) => PythonNames.IsIdentifier(name) && !Skipped.Contains(name);
}
