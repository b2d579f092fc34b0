using Capsule.Files;
using Capsule.Guests.Python;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// A folder of installed packages. A program that is built sees all of it; what it needs is kept, distribution by
/// distribution and whole, with its metadata.
/// </summary>
internal sealed class SitePackages(string path, InputTracker tracker)
{
    private const string MetadataSuffix = ".dist-info";
    private const string RootOfAll = "";

    /// <summary>The folder.</summary>
    internal string Path => path;

    /// <summary>Everything in it, for the sandbox in which a program is built.</summary>
    internal WorkspaceFolder Show() => Show(path, RootOfAll);

    /// <summary>The distributions that provide some top-level names, and those that they depend on.</summary>
    internal IReadOnlyList<Distribution> Needed(IEnumerable<string> topLevelNames)
    {
        var installed = Installed();
        var todo = new Queue<Distribution>(
            topLevelNames.SelectMany(name => installed.Where(distribution => distribution.Provides(name))));
        var needed = new Dictionary<string, Distribution>(StringComparer.Ordinal);
        while (todo.TryDequeue(out var distribution))
        {
            if (!needed.TryAdd(distribution.Name, distribution))
            {
                continue;
            }

            foreach (var dependency in distribution.Requires)
            {
                installed.Where(other => other.Name == dependency).ToList().ForEach(todo.Enqueue);
            }
        }

        return [.. needed.Values.OrderBy(distribution => distribution.Name, StringComparer.Ordinal)];
    }

    private Distribution[] Installed() =>
    [
        .. tracker.List(path, ListingKind.Everything).Folders
            .Where(folder => folder.EndsWith(MetadataSuffix, StringComparison.Ordinal))
            .Select(folder => Distribution.Read(path, folder, tracker))
            .OfType<Distribution>(),
    ];

    private WorkspaceFolder Show(string folder, string name) => new(name, () =>
    {
        var listing = tracker.List(folder, ListingKind.Everything);
        return listing.Files
            .Where(file => !file.EndsWith(".pyc", StringComparison.Ordinal) && !Distribution.IsExtension(file))
            .Select(file => (WorkspaceNode)new WorkspaceFile(
                file, (long)(FileStatus.Of(System.IO.Path.Combine(folder, file))?.Identity.Length ?? 0),
                () => tracker.Read(System.IO.Path.Combine(folder, file))))
            .Concat(listing.Folders
                .Where(below => below != "__pycache__")
                .Select(below => Show(System.IO.Path.Combine(folder, below), below)));
    });
}
