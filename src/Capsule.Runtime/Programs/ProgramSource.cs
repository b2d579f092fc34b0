namespace Capsule.Runtime.Programs;

/// <summary>What a program is made from.</summary>
public sealed record ProgramSource
{
    /// <summary>The entry file, relative to the working directory in the guest, with slashes.</summary>
    public required string EntryFile { get; init; }

    /// <summary>The entry's module name.</summary>
    public required string Module { get; init; }

    /// <summary>Where modules are searched first, relative to the working directory in the guest; empty for itself.</summary>
    public required string SearchFolder { get; init; }

    /// <summary>Files by path relative to the working directory in the guest, with slashes.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>The folder on the host that the working directory stands for, or null when there is none.</summary>
    public string? Root { get; init; }
}
