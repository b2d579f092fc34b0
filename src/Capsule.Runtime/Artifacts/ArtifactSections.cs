namespace Capsule.Runtime.Artifacts;

/// <summary>The custom sections of an artifact, in their order (docs/reference/artifact-format.md).</summary>
internal static class ArtifactSections
{
    internal const string Program = "capsule.program";
    internal const string Files = "capsule.files";
    internal const string Packages = "capsule.packages";
    internal const string Snapshot = "capsule.snapshot";
    internal const string Companions = "capsule.companions";

    /// <summary>SHA-256 of all bytes before this section.</summary>
    internal const string Checksum = "capsule.checksum";
}
