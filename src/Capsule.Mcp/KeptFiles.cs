namespace Capsule.Mcp;

/// <summary>
/// Files of code whose sandbox has ended: the youngest ones, so that a client has time to read them. Thread-safe.
/// </summary>
/// <param name="maxBytes">How many bytes all of them have. Threat: code that fills the host's memory call by call.</param>
internal sealed class KeptFiles(int maxBytes)
{
    /// <summary>How many bytes all of them have for a client of its own.</summary>
    internal const int MaxBytes = 64 << 20;

    /// <summary>How many bytes those of one call have.</summary>
    internal const int MaxCallBytes = 16 << 20;

    private const int MaxFiles = 200;
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly Queue<(string Uri, string Path)> order = new();
    private readonly Lock gate = new();
    private long size;

    /// <summary>Those that are there: their resources, paths and sizes.</summary>
    internal IReadOnlyList<(string Uri, string Path, long Size)> All
    {
        get
        {
            lock (gate)
            {
                return [.. order.Select(file => (file.Uri, file.Path, files[file.Uri].LongLength))];
            }
        }
    }

    /// <summary>Keeps a file, in the place of the oldest ones.</summary>
    internal void Add(string uri, string path, byte[] bytes)
    {
        lock (gate)
        {
            if (!files.TryAdd(uri, bytes))
            {
                return;
            }

            order.Enqueue((uri, path));
            size += bytes.LongLength;
            while (size > maxBytes || order.Count > MaxFiles)
            {
                files.Remove(order.Dequeue().Uri, out var oldest);
                size -= oldest!.LongLength;
            }
        }
    }

    /// <summary>A file, or null where it is no longer there.</summary>
    internal byte[]? Find(string uri)
    {
        lock (gate)
        {
            return files.GetValueOrDefault(uri);
        }
    }
}
