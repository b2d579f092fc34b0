using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Memory;

/// <summary>A private file while it is open.</summary>
internal sealed class OpenMemoryFile(MemoryFile file) : OpenFile
{
    internal override FileStat Stat() => file.Stat();

    internal override Result<int> Read(Span<byte> into, long position) => file.Read(into, position);

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => file.Write(bytes, position);

    internal override Errno Truncate(long length) => file.Truncate(length);

    internal override Errno SetPermissions(uint permissions) => file.SetPermissions(permissions);

    internal override Errno SetTimes(long? accessed, long? modified) => file.SetTimes(accessed, modified);

    internal override OpenState Capture() => new OpenState.Private(file.Capture());

    protected override void Close() => file.Release();
}
