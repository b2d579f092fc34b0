namespace Capsule.Guests.FileSystem.Host;

/// <summary>Which file of the host this is, whatever its names.</summary>
internal readonly record struct HostIdentity(ulong Device, ulong Inode);
