using System.Runtime.InteropServices;

namespace Capsule.Files;

/// <summary>
/// Which file this is, and in which state: device, inode, length, and the times of its last writing and its last change
/// of any kind. The latter cannot be set by a program, so that no writing to the file goes unnoticed.
/// </summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, ulong Length, long Modified, long Changed)
{
    /// <summary>How many bytes <see cref="ToBytes"/> gives.</summary>
    public const int Size = 40;

    /// <summary>The identity of an existing file, or null when there is none.</summary>
    public static FileIdentity? Of(string path) => FileStatus.Of(path)?.Identity;

    /// <summary>The identity as bytes, to be authenticated.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        MemoryMarshal.Write(bytes, this);
        return bytes;
    }
}
