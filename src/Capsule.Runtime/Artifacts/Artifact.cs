using System.Collections.ObjectModel;
using Capsule.Programs;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Artifacts;

/// <summary>An artifact that was read: checked for form, and for nothing else. Its author is a stranger.</summary>
/// <param name="Info">What it says of itself.</param>
/// <param name="Files">The program's own files.</param>
/// <param name="Packages">Files of packages.</param>
/// <param name="Pages">The snapshot's pages, or null.</param>
/// <param name="Size">The file's length in bytes.</param>
internal sealed record Artifact(
    ArtifactInfo Info,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Packages,
    PageDelta? Pages,
    long Size)
{
    /// <summary>The programs whose tasks its tasks may call, by file; none of them has companions itself.</summary>
    internal IReadOnlyDictionary<string, Artifact> Companions { get; init; } = ReadOnlyDictionary<string, Artifact>.Empty;

    /// <summary>All tasks that a run of it may come to.</summary>
    internal IEnumerable<TaskDefinition> AllTasks =>
        Companions.Values.Prepend(this).SelectMany(artifact => artifact.Info.Tasks).Select(task => task.ToDefinition());

    /// <summary>How much of it is in memory, in bytes, as long as it is used.</summary>
    internal long UnpackedSize => Size + (Pages?.Length ?? 0) + Files.Values.Concat(Packages.Values).Sum(file => (long)file.Length)
        + Companions.Values.Sum(companion => companion.UnpackedSize);
}
