using Capsule.Guests.Python;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Shows a folder of the host to the sandbox in which a program is built: Python files only, each read when it is
/// imported. Nothing else of the host is there.
/// </summary>
internal static class SourceFolder
{
    /// <summary>Folders that hold no modules of a program, and may be huge.</summary>
    private static readonly string[] Skipped = ["node_modules", "__pycache__", "site-packages"];

    /// <summary>The folder, as a guest finds it.</summary>
    internal static WorkspaceFolder Show(string path, InputTracker tracker, string name = "") => new(name, () =>
    {
        var listing = tracker.List(path, ListingKind.Python);
        return listing.Files
            .Select(file => (WorkspaceNode)ShowFile(Path.Combine(path, file), tracker))
            .Concat(listing.Folders.Where(IsImportable)
                .Select(folder => Show(Path.Combine(path, folder), tracker, folder)));
    });

    /// <summary>Whether a name is that of a Python module's source.</summary>
    internal static bool IsPython(string name) => name.EndsWith(".py", StringComparison.Ordinal);

    private static WorkspaceFile ShowFile(string path, InputTracker tracker) =>
        new(Path.GetFileName(path), new FileInfo(path).Length, () => tracker.Read(path));

    private static bool IsImportable(string name) => PythonNames.IsIdentifier(name) && !Skipped.Contains(name);
}
