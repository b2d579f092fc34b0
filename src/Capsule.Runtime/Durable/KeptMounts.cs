using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>Whether a run that goes on has the folders that it was started with.</summary>
internal static class KeptMounts
{
    /// <summary>Null, or why the run cannot be resumed with the folders that it is given now.</summary>
    /// <remarks>
    /// Threat: a journal comes with a folder from elsewhere, and names any folder of this machine. So what it says is never
    /// mounted: whoever resumes gives the folders again, which may be others at the same places.
    /// </remarks>
    internal static Failure? Check(RunRecord run, RunSettings settings, IReadOnlyList<FolderMount> given)
    {
        var (kept, now) = (settings.Mounts ?? [], given.Select(KeptMount.Of).ToArray());
        if (Places(kept).SetEquals(Places(now)))
        {
            return null;
        }

        var flags = string.Concat(kept.Select(mount => $" --mount {mount}"));
        return Failure.Config(kept.Length == 0
            ? $"run {run.Id} was started without --mount: a task that is replayed has to find the folders that it found before"
            : $"run {run.Id} was started with folders of this machine, and gets none but those that you give it again:{flags}");
    }

    private static HashSet<(string, bool, string?)> Places(IEnumerable<KeptMount> mounts) =>
        [.. mounts.Select(mount => (mount.Guest, mount.Writable, mount.Overlay))];
}
