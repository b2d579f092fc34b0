namespace Capsule.Guests.FileSystem.Base;

/// <summary>Builds directories from paths.</summary>
internal static class BaseTree
{
    /// <summary>When every base file was made, as guests see it: 2025-01-01, the same everywhere and always.</summary>
    internal const long Time = 1_735_689_600_000_000_000;

    private static ulong lastInode = 1;

    internal static ulong NextInode() => Interlocked.Increment(ref lastInode);

    /// <summary>A directory with files at relative paths.</summary>
    internal static BaseDirectory Build(bool isProtected, IEnumerable<KeyValuePair<string, BaseFile>> files)
    {
        var root = new Level();
        foreach (var (path, file) in files)
        {
            root.Add(path.Split('/', StringSplitOptions.RemoveEmptyEntries), file);
        }

        return root.ToDirectory(isProtected);
    }

    private sealed class Level
    {
        private readonly Dictionary<string, Level> levels = [];
        private readonly Dictionary<string, BaseFile> files = [];

        internal void Add(ReadOnlySpan<string> path, BaseFile file)
        {
            if (path.Length == 1)
            {
                files[path[0]] = file;
                return;
            }

            if (!levels.TryGetValue(path[0], out var next))
            {
                levels[path[0]] = next = new Level();
            }

            next.Add(path[1..], file);
        }

        internal BaseDirectory ToDirectory(bool isProtected)
        {
            var entries = new Dictionary<string, Node>(StringComparer.Ordinal);
            foreach (var (name, level) in levels)
            {
                entries[name] = level.ToDirectory(isProtected);
            }

            foreach (var (name, file) in files)
            {
                entries[name] = file;
            }

            return BaseDirectory.Of(isProtected, entries);
        }
    }
}
