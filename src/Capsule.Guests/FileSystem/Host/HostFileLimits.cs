namespace Capsule.Guests.FileSystem.Host;

/// <summary>What one sandbox may do to the host with the folders that it was given, all of them together.</summary>
public sealed record HostFileLimits
{
    /// <summary>The limits when nothing else is said.</summary>
    public static readonly HostFileLimits Default = new();

    /// <summary>Bytes that it may write, and by which it may lengthen files; beyond, there is "no space left".</summary>
    public long BytesWritten { get; init; } = 1L << 30;

    /// <summary>Files, directories and links that it may create; beyond, there is "no space left".</summary>
    public int FilesCreated { get; init; } = 100_000;

    /// <summary>Files that it may have open at a time; beyond, there are "too many open files".</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Entries of directories that it may be reading at a time; beyond, there is "not enough memory".</summary>
    public int ListedEntries { get; init; } = 1_000_000;
}
