using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Streams;

/// <summary>Standard output or standard error.</summary>
/// <param name="number">1 or 2.</param>
/// <param name="sink">Where the bytes go.</param>
/// <param name="quota">Bounds both streams of a sandbox together.</param>
internal sealed class OutputFile(int number, OutputSink sink, OutputQuota quota) : OpenFile
{
    internal override bool IsSeekable => false;

    internal override FileStat Stat() => new() { Kind = FileKind.Pipe, Permissions = 0x180, Inode = 2 };

    internal override OpenState Capture() => new OpenState.Standard(number);

    internal override Result<int> Read(Span<byte> into, long position) => Errno.BadDescriptor;

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position)
    {
        if (!quota.TryTake(bytes.Length))
        {
            return Errno.FileTooBig;
        }

        sink(bytes);
        return bytes.Length;
    }

    internal override (bool Readable, bool Writable) Poll() => (false, true);
}
