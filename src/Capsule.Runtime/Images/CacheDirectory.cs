namespace Capsule.Runtime.Images;

/// <summary>Where this user's prepared files are.</summary>
/// <remarks>
/// <c>CAPSULE_CACHE</c> names it; otherwise it is <c>capsule</c> below <c>XDG_CACHE_HOME</c>, by default
/// <c>~/.cache</c> (XDG Base Directory Specification). Nobody else may read it: it holds a key, and native code.
/// </remarks>
internal sealed class CacheDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Takes a directory, which is created when something is first put there.</summary>
    public CacheDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The directory of the current user.</summary>
    public static CacheDirectory ForUser(Func<string, string?> environment)
    {
        if (environment("CAPSULE_CACHE") is { Length: > 0 } named)
        {
            return new CacheDirectory(named);
        }

        var home = environment("XDG_CACHE_HOME") is { Length: > 0 } cache && System.IO.Path.IsPathRooted(cache)
            ? cache
            : System.IO.Path.Combine(environment("HOME") ?? System.IO.Path.GetTempPath(), ".cache");
        return new CacheDirectory(System.IO.Path.Combine(home, "capsule"));
    }

    /// <summary>The path of an entry.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the directory, and sees that nobody else can use it.</summary>
    public void Ensure()
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        if (File.GetUnixFileMode(Path) != OwnerOnly)
        {
            File.SetUnixFileMode(Path, OwnerOnly);
        }
    }
}
