using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Streams;

/// <summary>Standard input: at its end from the start.</summary>
internal sealed class EmptyInput : OpenFile
{
    internal override FileStat Stat() => new() { Kind = FileKind.Character, Permissions = 0x100, Inode = 1 };

    internal override OpenState Capture() => new OpenState.Standard(0);

    internal override Result<int> Read(Span<byte> into, long position) => 0;

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.BadDescriptor;
}
