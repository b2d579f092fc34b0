namespace Capsule.Guests.FileSystem.Host;

/// <summary>The directories in a directory of the host, and what is mounted over or below them.</summary>
internal sealed class HostChildren
{
    private readonly HeldDirectories<HostDirectory> held = new();
    private readonly Dictionary<string, Node> mounts = new(StringComparer.Ordinal);

    /// <summary>Directories in which, or below which, something is mounted.</summary>
    private readonly Dictionary<string, HostDirectory> ways = new(StringComparer.Ordinal);

    /// <summary>Nodes that lie over what the host has.</summary>
    internal IReadOnlyDictionary<string, Node> Mounts => mounts;

    internal Node? Mounted(string name) => mounts.GetValueOrDefault(name);

    /// <summary>Whether something is mounted here, or below.</summary>
    internal bool IsFixed(string name) => mounts.ContainsKey(name) || ways.ContainsKey(name);

    internal void Mount(string name, Node node) => mounts[name] = node;

    internal void Fix(string name, HostDirectory directory) => ways[name] = directory;

    /// <summary>
    /// Mounts what is mounted in a directory whose place another one took. Threat: a folder that is granted read-only within a
    /// writable one would be writable as soon as somebody puts another directory in the place of one above it.
    /// </summary>
    internal void Inherit(HostChildren last)
    {
        foreach (var (name, node) in last.mounts)
        {
            mounts[name] = node;
        }

        foreach (var (name, directory) in last.ways)
        {
            ways[name] = directory;
        }
    }

    /// <summary>The directory that was last found under a name, unless something is mounted over it.</summary>
    internal HostDirectory? Known(ReadOnlySpan<char> name) =>
        held.Find(name) is { } directory && (mounts.Count == 0 || !mounts.ContainsKey(directory.Name)) ? directory : null;

    /// <summary>The node of a directory that was found under a name: another one when there is another directory by now.</summary>
    internal HostDirectory GetOrAdd(string name, HostIdentity identity, Func<HostDirectory> create)
    {
        var last = Known(name) ?? ways.GetValueOrDefault(name);
        if (last?.Identity == identity)
        {
            return last;
        }

        var created = create();
        if (ways.TryGetValue(name, out var way))
        {
            created.Inherit(way);
            ways[name] = created;
        }

        Add(name, created);
        return created;
    }

    internal void Add(string name, HostDirectory directory) => held.Add(name, directory);

    /// <summary>Forgets a name; gives what it stood for.</summary>
    internal HostDirectory? Take(string name) => held.Take(name);
}
