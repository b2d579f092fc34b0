namespace Capsule.Runtime.Artifacts;

/// <summary>A granted folder in an artifact.</summary>
/// <param name="Path">As declared.</param>
/// <param name="Mode"><c>rw</c> or <c>ro</c>.</param>
internal sealed record ArtifactFolder(string Path, string Mode);
