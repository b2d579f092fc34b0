namespace Capsule.Guests.FileSystem;

/// <summary>What tells one file from another in a sandbox, under whatever name or descriptor.</summary>
internal readonly record struct FileIdentity(uint Device, ulong Inode)
{
    internal static FileIdentity Of(OpenFile file) => Of(file.Stat());

    internal static FileIdentity Of(FileStat stat) => new(stat.Device, stat.Inode);
}
