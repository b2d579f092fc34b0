namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// The directories in a directory that somebody holds: there is one node for each, so that whoever is in one notices
/// when it is renamed or removed. Those that nobody holds are forgotten.
/// </summary>
internal sealed class HeldDirectories<T>
    where T : DirectoryNode
{
    private readonly Dictionary<string, WeakReference<T>> known = new(StringComparer.Ordinal);
    private int cleanAt = 64;

    /// <summary>The nodes that are held now.</summary>
    internal IEnumerable<T> All => known.Values.Select(reference => reference.TryGetTarget(out var node) ? node : null).OfType<T>();

    /// <summary>The node that was last found under a name, or null.</summary>
    internal T? Find(ReadOnlySpan<char> name) =>
        known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var reference)
        && reference.TryGetTarget(out var directory) ? directory : null;

    internal void Add(string name, T directory)
    {
        known[name] = new WeakReference<T>(directory);
        if (known.Count > cleanAt)
        {
            Clean();
        }
    }

    /// <summary>Forgets a name; gives what it stood for.</summary>
    internal T? Take(string name) =>
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
