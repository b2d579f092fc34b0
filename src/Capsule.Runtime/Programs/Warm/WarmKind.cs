namespace Capsule.Runtime.Programs.Warm;

/// <summary>What a program is asked for by.</summary>
internal enum WarmKind
{
    /// <summary>A Python file.</summary>
    File,

    /// <summary>A text.</summary>
    Source,

    /// <summary>An artifact.</summary>
    Artifact,
}
