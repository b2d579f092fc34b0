using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Base;

/// <summary>A base file while it is open.</summary>
internal sealed class OpenBaseFile(BaseFile file) : OpenFile
{
    internal BaseFile File => file;

    internal override FileStat Stat() => file.Stat();

    internal override OpenState Capture() => new OpenState.Shared(file);

    internal override Result<int> Read(Span<byte> into, long position)
    {
        var contents = file.Contents.Span;
        if (position >= contents.Length)
        {
            return 0;
        }

        var rest = contents[(int)position..];
        var count = Math.Min(rest.Length, into.Length);
        rest[..count].CopyTo(into);
        return count;
    }

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.BadDescriptor;
}
