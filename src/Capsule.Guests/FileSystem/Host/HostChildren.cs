namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// The directories in a directory that somebody holds: there is one node for each, so that whoever is in one notices
/// when it is renamed or removed. Those that nobody holds are forgotten.
/// </summary>
internal sealed class HostChildren
{
    private readonly Dictionary<string, WeakReference<HostDirectory>> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> mounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> ways = new(StringComparer.Ordinal);
    private int cleanAt = 64;

    /// <summary>Nodes that lie over what the host has.</summary>
    internal IReadOnlyDictionary<string, Node> Mounts => mounts;

    internal Node? Mounted(string name) => mounts.GetValueOrDefault(name);

    /// <summary>Whether something is mounted here, or below.</summary>
    internal bool IsFixed(string name) => mounts.ContainsKey(name) || ways.Contains(name);

    internal void Mount(string name, Node node) => mounts[name] = node;

    internal void Fix(string name) => ways.Add(name);

    internal HostDirectory GetOrAdd(string name, Func<HostDirectory> create)
    {
        if (known.TryGetValue(name, out var reference) && reference.TryGetTarget(out var directory))
        {
            return directory;
        }

        var created = create();
        Add(name, created);
        return created;
    }

    internal void Add(string name, HostDirectory directory)
    {
        known[name] = new WeakReference<HostDirectory>(directory);
        if (known.Count > cleanAt)
        {
            Clean();
        }
    }

    /// <summary>Forgets a name; gives what it stood for.</summary>
    internal HostDirectory? Take(string name) =>
        known.Remove(name, out var reference) && reference.TryGetTarget(out var directory) ? directory : null;

    /// <remarks>Threat: looking at a million directories would leave a million entries behind.</remarks>
    private void Clean()
    {
        foreach (var (name, _) in known.Where(entry => !entry.Value.TryGetTarget(out _)).ToArray())
        {
            known.Remove(name);
        }

        cleanAt = Math.Max(64, known.Count * 2);
    }
}
