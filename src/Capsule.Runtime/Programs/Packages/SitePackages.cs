using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// A folder of installed packages. A program that is built sees all of it; what it needs is kept, distribution by
/// distribution and whole, with its metadata.
/// </summary>
internal sealed class SitePackages
{
    private readonly Lazy<Distribution[]> installed;

    /// <summary>Takes a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="root">The program's own folder: editable installs are followed into it.</param>
    /// <param name="tracker">Records what is read.</param>
    internal SitePackages(string path, string root, InputTracker tracker)
    {
        Path = path;
        Editable = EditableInstalls.Find(path, root, tracker);
        Folder = new PackageFolder(path, Editable.Modules, tracker);
        installed = new(() => [.. new DistributionReader(Folder, tracker).ReadAll()]);
    }

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>Its files.</summary>
    internal PackageFolder Folder { get; }

    /// <summary>What is installed by its place elsewhere.</summary>
    internal EditableInstalls Editable { get; }

    /// <summary>Everything in it, for the sandbox in which a program is built.</summary>
    internal WorkspaceFolder Show() => Folder.Show();

    /// <summary>The distributions that provide a top-level name.</summary>
    internal IEnumerable<Distribution> Providing(string name) =>
        installed.Value.Where(distribution => distribution.Provides(name));

    /// <summary>The distributions of a name, of which there is one at most in good order.</summary>
    internal IEnumerable<Distribution> Named(string name) =>
        installed.Value.Where(distribution => distribution.Name == name);

    /// <summary>The distributions that provide some top-level names, and those that they depend on.</summary>
    internal IReadOnlyList<Distribution> Needed(IEnumerable<string> topLevelNames)
    {
        var todo = new Queue<Distribution>(topLevelNames.SelectMany(Providing));
        var needed = new Dictionary<string, Distribution>(StringComparer.Ordinal);
        while (todo.TryDequeue(out var distribution))
        {
            if (needed.TryAdd(distribution.Name, distribution))
            {
                distribution.Requires.SelectMany(Named).ToList().ForEach(todo.Enqueue);
            }
        }

        return [.. needed.Values.OrderBy(distribution => distribution.Name, StringComparer.Ordinal)];
    }

    /// <summary>The files of a top-level name that belongs to no distribution: a module or a package, whole.</summary>
    internal IEnumerable<string> Ownerless(string name) => Providing(name).Any() ? [] : Folder.Names
        .Where(entry => entry == name || entry == name + ".py")
        .SelectMany(Folder.Walk);

    /// <summary>Metadata of distributions of which nothing tells what they consist of: it is small, and may be asked for.</summary>
    internal IEnumerable<string> LooseMetadata() => installed.Value
        .Where(distribution => distribution.Files.All(file => file.Split('/')[0].EndsWith("-info", StringComparison.Ordinal)))
        .SelectMany(distribution => distribution.Files);
}
