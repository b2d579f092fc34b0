namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A folder of Capsule's own, such as its cache: no guest ever sees it. It is known by what it is, under whatever name it is
/// found, and by where it is, for it may be deleted and made again while a guest runs.
/// </summary>
internal sealed class ReservedFolder : IDisposable
{
    private readonly HostFolder? folder;
    private readonly HashSet<HostIdentity> above;

    private ReservedFolder(string name, string path, HostFolder? folder, HashSet<HostIdentity> above) =>
        (Name, Path, this.folder, this.above) = (name, path, folder, above);

    /// <summary>What it is, in words that follow "Capsule's".</summary>
    public string Name { get; }

    /// <summary>Its path, without symbolic links.</summary>
    public string Path { get; }

    /// <summary>Which folder it was when it was opened, if there was one. It stays open, so that no other folder becomes the same.</summary>
    internal HostIdentity? Identity => folder?.Identity;

    /// <summary>Finds a folder, which does not have to exist.</summary>
    /// <param name="name">What it is, in words that follow "Capsule's".</param>
    /// <param name="path">Its path.</param>
    public static ReservedFolder Find(string name, string path)
    {
        var (at, missing) = (System.IO.Path.GetFullPath(path), "");
        while (true)
        {
            if (HostFolder.Open(at, out _) is { } found)
            {
                var real = missing.Length == 0 ? found.RealPath : $"{found.RealPath.TrimEnd('/')}{missing}";
                var above = Above(found);
                if (missing.Length == 0)
                {
                    return new ReservedFolder(name, real, found, above);
                }

                above.Add(found.Identity);
                found.Dispose();
                return new ReservedFolder(name, real, null, above);
            }

            if (System.IO.Path.GetDirectoryName(at) is not { } parent)
            {
                return new ReservedFolder(name, System.IO.Path.GetFullPath(path), null, []);
            }

            missing = $"/{System.IO.Path.GetFileName(at)}{missing}";
            at = parent;
        }
    }

    /// <summary>Whether this is a folder itself, or is somewhere below it.</summary>
    public bool IsWithin(HostFolder other) =>
        Identity == other.Identity || above.Contains(other.Identity) || IsBelow(Path, other.RealPath);

    /// <summary>Whether a folder is this one, or is somewhere below it.</summary>
    public bool Contains(HostFolder other) =>
        Identity == other.Identity || IsBelow(other.RealPath, Path) || (Identity is { } own && Above(other).Contains(own));

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();

    /// <summary>The names that lead to it from a folder, or null when its path does not lead through that.</summary>
    internal string[]? NamesBelow(HostFolder other) => Path != other.RealPath && IsBelow(Path, other.RealPath)
        ? [.. Path[other.RealPath.TrimEnd('/').Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(ByteString.FromText)]
        : null;

    private static bool IsBelow(string path, string folder) =>
        (path + "/").StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>The folders above one: where one of them is mounted elsewhere too, paths do not tell.</summary>
    private static HashSet<HostIdentity> Above(HostFolder folder)
    {
        var above = new HashSet<HostIdentity>();
        var at = HostOpen.File(folder.Handle, "..", HostOpen.Place);
        while (at.Ok)
        {
            using var handle = at.Value;
            if (HostStat.Of(handle) is not { Ok: true } found || !above.Add(found.Value.Identity))
            {
                break; // the root is above itself
            }

            at = HostOpen.File(handle, "..", HostOpen.Place);
        }

        return above;
    }
}
