using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>Where this user's prepared files are. Nobody else may read or write it: it holds native code.</summary>
internal sealed class CacheDirectory
{
    /// <summary>Takes a directory, which is created when something is first put there.</summary>
    public CacheDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The directory of the current user.</summary>
    public static CacheDirectory ForUser(Func<string, string?> environment) => new(UserFolders.Cache(environment));

    /// <summary>The path of an entry.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the directory, and sees that nobody else can use it.</summary>
    /// <exception cref="IOException">It cannot be made, or others could change it or exchange it.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public void Ensure() => OwnFolder.Ensure(Path);

    /// <summary>Checks that nobody else can change the directory or exchange it, where it exists.</summary>
    /// <exception cref="IOException">Others can.</exception>
    public void Check() => OwnFolder.Check(Path);
}
