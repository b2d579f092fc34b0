using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>The folders of one runtime: those that its options or variables name, those of the user, or temporary ones.</summary>
/// <param name="Cache">Prepared files.</param>
/// <param name="Keys">The key.</param>
/// <param name="State">Sessions on the disk.</param>
/// <param name="AreNamed">Whether somebody chose the cache or the key's folder: an unusable one is an error then.</param>
internal sealed record RuntimeFolders(CacheDirectory Cache, CacheDirectory Keys, string State, bool AreNamed)
{
    private const int NotPermitted = 1; // EPERM
    private const int Denied = 13; // EACCES
    private const int NoFolder = 20; // ENOTDIR
    private const int ReadOnly = 30; // EROFS

    /// <summary>Why these folders are temporary; null where they are not, or HOME is not set.</summary>
    internal string? WhyTemporary { get; private init; }

    /// <summary>Whether the key would lie in the cache, where whoever can write must not have it.</summary>
    internal bool IsKeyInCache => (Keys.Path + "/").StartsWith(Cache.Path + "/", StringComparison.Ordinal);

    /// <summary>What the options say, else what the environment does.</summary>
    internal static RuntimeFolders Of(CapsuleOptions options, Func<string, string?> environment) => new(
        options.CacheDirectory is { } cache ? new CacheDirectory(cache) : CacheDirectory.ForUser(environment),
        new CacheDirectory(options.KeyDirectory ?? UserFolders.Keys(environment)),
        options.StateDirectory ?? UserFolders.State(environment),
        options.CacheDirectory is not null || options.KeyDirectory is not null
            || environment("CAPSULE_CACHE") is { Length: > 0 } || environment("CAPSULE_KEYS") is { Length: > 0 });

    /// <summary>
    /// Whether temporary folders may take their place: nobody chose those that failed, and they can never be used, as in a container with a read-only
    /// root. A full disk is not such a reason, for a temporary folder would be on it as well.
    /// </summary>
    internal bool MayBeReplaced(Exception failure) => !AreNamed && WhyTemporary is null
        && failure is UnauthorizedAccessException or ForeignFolderException or DirectoryNotFoundException or FileNotFoundException
            or IOException { HResult: NotPermitted or Denied or NoFolder or ReadOnly };

    /// <summary>Folders of this process alone, which are removed when it ends.</summary>
    internal static RuntimeFolders Temporary(Exception reason)
    {
        var none = (string _) => (string?)null;
        return new(CacheDirectory.ForUser(none), new CacheDirectory(UserFolders.Keys(none)), UserFolders.State(none), AreNamed: false)
        {
            WhyTemporary = reason.Message.TrimEnd('.'),
        };
    }
}
