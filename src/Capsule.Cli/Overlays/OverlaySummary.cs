using Capsule.Runtime;

namespace Capsule.Cli.Overlays;

/// <summary>How many changes there are, in words.</summary>
internal static class OverlaySummary
{
    internal static string Of(IReadOnlyList<FolderChange> changes) =>
        $"{changes.Count} change{(changes.Count == 1 ? "" : "s")} ({Count(changes, FolderChangeKind.Added)} added, "
        + $"{Count(changes, FolderChangeKind.Modified)} modified, {Count(changes, FolderChangeKind.Deleted)} deleted)";

    private static int Count(IReadOnlyList<FolderChange> changes, FolderChangeKind kind) => changes.Count(change => change.Kind == kind);
}
