namespace Capsule.Guests.FileSystem;

/// <summary>What <c>stat</c> tells of a file.</summary>
internal readonly record struct FileStat
{
    /// <summary>The user and group that everything belongs to, and that the guest is.</summary>
    internal const uint Owner = 1000;

    internal required FileKind Kind { get; init; }

    /// <summary>Permission bits.</summary>
    internal required uint Permissions { get; init; }

    internal required ulong Inode { get; init; }

    internal uint Device { get; init; }

    internal uint Links { get; init; } = 1;

    internal long Size { get; init; }

    internal FileTimes Times { get; init; }

    public FileStat()
    {
    }
}
