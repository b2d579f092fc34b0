using System.Security.Cryptography;
using System.Text;

namespace Capsule.Runtime.Locking;

/// <summary>Where the cache keeps packages: wheels by their hash, and sets of them, unpacked.</summary>
internal static class PackageCache
{
    /// <summary>The folder in the cache.</summary>
    internal const string FolderName = "packages";

    /// <summary>Wheels, each named by the SHA-256 of its bytes.</summary>
    internal const string Wheels = "wheels";

    /// <summary>Folders of unpacked wheels, each named by a hash over the wheels' hashes.</summary>
    internal const string Sets = "sets";

    /// <summary>Answers of the resolver, each named by a hash over the question.</summary>
    internal const string Answers = "answers";

    /// <summary>Programs that resolve and fetch.</summary>
    internal const string Programs = "programs";

    /// <summary>How the name of a set ends that is being unpacked.</summary>
    internal const string Unfinished = ".tmp";

    /// <summary>Part of the name of a set: changes with the way wheels are unpacked.</summary>
    internal const string Format = "1";

    /// <summary>All folders.</summary>
    internal static IReadOnlyList<string> Folders { get; } = ["", Wheels, Sets, Answers, Programs];

    /// <summary>The folder of a set of wheels, by their hashes, in a cache.</summary>
    internal static string SetPath(string cache, IEnumerable<LockedPackage> packages)
    {
        var names = string.Join('\n', packages.Select(package => package.Sha256).Prepend(Format));
        return Path.Combine(cache, FolderName, Sets, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(names)))[..32]);
    }
}
