using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// Shows a folder of the host to the sandbox in which a program is loaded, as npm lays it out: modules, each read when it is imported,
/// and all files of packages in <c>node_modules</c>. Nothing else of the host is there.
/// </summary>
internal sealed class NodeFolder(InputTracker tracker)
{
    internal const string Packages = "node_modules";

    private static readonly HashSet<string> ModuleEndings =
        new([".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".json"], StringComparer.Ordinal);

    /// <summary>Whether a name is that of something that can be imported.</summary>
    internal static bool IsModule(string name) => ModuleEndings.Contains(Path.GetExtension(name));

    /// <summary>The folder of a program, as a guest finds it.</summary>
    internal WorkspaceFolder Show(string root) => Show(root, "", ListingKind.JavaScript);

    private WorkspaceFolder Show(string path, string name, ListingKind kind) => new(name, () =>
    {
        var listing = tracker.List(path, kind);
        return listing.Files.Select(file => ShowFile(Path.Combine(path, file))).OfType<WorkspaceNode>().Concat(listing.Folders
            .Where(folder => !InputFolder.IsLoop(Path.Combine(path, folder)))
            .Select(folder => Show(Path.Combine(path, folder), folder, folder == Packages ? ListingKind.NodePackage : kind)));
    });

    /// <summary>A file, or null for a link to nothing.</summary>
    private WorkspaceFile? ShowFile(string path) => tracker.LengthOf(path) is { } length
        ? new WorkspaceFile(Path.GetFileName(path), length, () => tracker.Read(path))
        : null;
}
