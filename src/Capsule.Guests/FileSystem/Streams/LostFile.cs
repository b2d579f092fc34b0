using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Streams;

/// <summary>
/// An open file that could not go along when its sandbox was replaced: a file of the host, a pipe, a device. Its descriptor
/// stays taken until it is closed. Threat: a program that still writes to it would else write to the next file that is opened.
/// </summary>
internal sealed class LostFile : OpenFile
{
    internal override FileStat Stat() => new() { Kind = FileKind.Regular, Permissions = 0, Inode = 0 };

    internal override OpenState Capture() => OpenState.Lost.Instance;

    internal override Result<int> Read(Span<byte> into, long position) => Errno.Stale;

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.Stale;

    internal override Errno Truncate(long length) => Errno.Stale;

    internal override Errno Flush() => Errno.Stale;
}
