namespace Capsule.Runtime.Artifacts;

/// <summary>What an artifact says of itself: the section <c>capsule.program</c> (docs/reference/artifact-format.md).</summary>
internal sealed record ArtifactInfo
{
    /// <summary>The format that this version writes, and the only one that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format.</summary>
    public required int Format { get; init; }

    /// <summary>The program's identity: SHA-256 of everything that went in.</summary>
    public required string ProgramId { get; init; }

    /// <summary>The guest language that runs it: <c>python</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The image that the snapshot is relative to.</summary>
    public required string ImageId { get; init; }

    /// <summary>The version of Capsule that wrote it, for people.</summary>
    public required string CapsuleVersion { get; init; }

    /// <summary>The entry's module.</summary>
    public required string Module { get; init; }

    /// <summary>The entry file, relative to the working directory.</summary>
    public required string EntryFile { get; init; }

    /// <summary>Where modules are searched first, relative to the working directory.</summary>
    public required string SearchFolder { get; init; }

    /// <summary>The task that a run starts with, or null.</summary>
    public required string? Entry { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<ArtifactTask> Tasks { get; init; }

    /// <summary>What belongs to the snapshot, or null when there is none.</summary>
    public required ArtifactSnapshot? Snapshot { get; init; }
}
