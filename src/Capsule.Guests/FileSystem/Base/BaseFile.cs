using System.Security.Cryptography;

namespace Capsule.Guests.FileSystem.Base;

/// <summary>A file that many sandboxes read and none can change.</summary>
/// <param name="size">Its length in bytes, or null where only the contents tell.</param>
/// <param name="load">Gives the contents when they are read first.</param>
internal sealed class BaseFile(long? size, Func<ReadOnlyMemory<byte>> load) : FileNode
{
    private readonly Lazy<ReadOnlyMemory<byte>> contents = new(load);
    private readonly ulong inode = BaseTree.NextInode();
    private string? hash;

    internal ReadOnlyMemory<byte> Contents => contents.Value;

    /// <summary>SHA-256 of the contents, in hexadecimal.</summary>
    internal string Hash => hash ??= Convert.ToHexStringLower(SHA256.HashData(Contents.Span));

    internal static BaseFile Of(ReadOnlyMemory<byte> bytes) => new(bytes.Length, () => bytes);

    /// <summary>A file whose contents are made when a guest looks at it first.</summary>
    internal static BaseFile Made(Func<ReadOnlyMemory<byte>> make) => new(null, make);

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Regular,
        Permissions = 0x1a4, // rw-r--r--
        Inode = inode,
        Size = size ?? contents.Value.Length,
        Times = FileTimes.At(BaseTree.Time),
    };

    internal override Result<OpenFile> Open(OpenFlags flags) =>
        (flags & (OpenFlags.AccessMode | OpenFlags.Truncate)) == OpenFlags.ReadOnly
            ? new OpenBaseFile(this) { Flags = flags & OpenFlags.Status }
            : Errno.AccessDenied;

    internal override Errno SetPermissions(uint permissions) => Errno.NotPermitted;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.NotPermitted;
}
