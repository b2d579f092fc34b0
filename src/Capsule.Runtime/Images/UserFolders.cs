using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>Where a user's files are (XDG Base Directory Specification), each with a variable of its own that comes first.</summary>
/// <remarks>
/// Without a home there is no place that only this user can have made. Threat: one that others know, such as a folder below
/// /tmp, is made by another user first, with their native code in it. So each process has one of its own then.
/// </remarks>
internal static class UserFolders
{
    /// <summary>Prepared files: <c>CAPSULE_CACHE</c>, or <c>capsule</c> in <c>XDG_CACHE_HOME</c>, by default <c>~/.cache</c>.</summary>
    internal static string Cache(Func<string, string?> environment) =>
        Find(environment, "CAPSULE_CACHE", "XDG_CACHE_HOME", ".cache") ?? Path.Combine(ProcessFolder.Path, "cache");

    /// <summary>Sessions and the like: <c>CAPSULE_STATE</c>, or <c>capsule</c> in <c>XDG_STATE_HOME</c>, by default <c>~/.local/state</c>.</summary>
    internal static string State(Func<string, string?> environment) =>
        Find(environment, "CAPSULE_STATE", "XDG_STATE_HOME", ".local/state") ?? Path.Combine(ProcessFolder.Path, "state");

    /// <summary>The key: <c>CAPSULE_KEYS</c>, or <c>capsule</c> in <c>XDG_DATA_HOME</c>, by default <c>~/.local/share</c>.</summary>
    internal static string Keys(Func<string, string?> environment) =>
        Find(environment, "CAPSULE_KEYS", "XDG_DATA_HOME", ".local/share") ?? Path.Combine(ProcessFolder.Path, "keys");

    private static string? Find(Func<string, string?> environment, string own, string shared, string inHome)
    {
        if (environment(own) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        var folder = environment(shared) is { Length: > 0 } set && Path.IsPathRooted(set) ? set
            : environment("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, inHome)
            : null;
        return folder is null ? null : Path.GetFullPath(Path.Combine(folder, "capsule"));
    }
}
