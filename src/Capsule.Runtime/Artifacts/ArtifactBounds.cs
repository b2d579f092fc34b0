namespace Capsule.Runtime.Artifacts;

/// <summary>What may be unpacked of an artifact. Threat: a small file that is large when it is unpacked.</summary>
/// <param name="FileBytes">What its own files have at most, and again what those of packages have, in bytes.</param>
/// <param name="SnapshotBytes">What its snapshot has at most, in bytes.</param>
internal sealed record ArtifactBounds(long FileBytes, long SnapshotBytes)
{
    /// <summary>For artifacts that the user of the machine chose.</summary>
    internal static readonly ArtifactBounds Default = new(512L << 20, ArtifactReader.SizeLimit);
}
