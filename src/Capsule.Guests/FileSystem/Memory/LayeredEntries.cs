using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.Memory;

/// <summary>The names of a private directory, over those of the shared one below it, if there is one.</summary>
internal sealed class LayeredEntries(MemoryVolume volume, BaseDirectory? below)
{
    /// <summary>Private entries; null hides an entry below.</summary>
    private readonly Dictionary<string, Node?> own = new(StringComparer.Ordinal);

    internal BaseDirectory? Below => below;

    /// <summary>Private entries; null hides an entry below.</summary>
    internal IReadOnlyDictionary<string, Node?> Own => own;

    internal Node? this[string name]
    {
        set => own[name] = value;
    }

    /// <summary>Finds a name. A shared directory is covered by a private one the first time that it is seen.</summary>
    internal Result<Node> Find(string name)
    {
        if (own.TryGetValue(name, out var node))
        {
            return node is null ? Errno.NoEntry : node;
        }

        if (below is null || !below.Entries.TryGetValue(name, out var shared))
        {
            return Errno.NoEntry;
        }

        if (shared is not BaseDirectory { IsProtected: false } directory)
        {
            return shared;
        }

        var cover = new MemoryDirectory(volume, directory);
        own[name] = cover;
        return cover;
    }

    internal List<DirectoryEntry> List()
    {
        var names = below is null ? own.Keys : own.Keys.Union(below.Entries.Keys);
        var found = new List<DirectoryEntry>();
        foreach (var name in names)
        {
            if (Find(name) is { Ok: true, Value: var node })
            {
                var stat = node.Stat();
                found.Add(new DirectoryEntry(name, stat.Kind, stat.Inode));
            }
        }

        return found;
    }

    internal void Hide(string name)
    {
        if (below is not null && below.Entries.ContainsKey(name))
        {
            own[name] = null;
        }
        else
        {
            own.Remove(name);
        }
    }
}
