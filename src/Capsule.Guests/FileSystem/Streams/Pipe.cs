namespace Capsule.Guests.FileSystem.Streams;

/// <summary>
/// A pipe inside one sandbox. There is one thread, so that whoever would have to wait never wakes: reading an empty
/// pipe and writing to a full one answer "try again".
/// </summary>
internal sealed class Pipe
{
    private const int Capacity = 65_536;
    private const int AtomicLimit = 4096; // PIPE_BUF: no more than this is ever written in part
    private readonly Queue<byte> bytes = new();
    private int writers = 1;
    private int readers = 1;

    internal OpenFile Reader => new ReadEnd(this) { Flags = OpenFlags.ReadOnly };

    internal OpenFile Writer => new WriteEnd(this) { Flags = OpenFlags.WriteOnly };

    private Result<int> Take(Span<byte> into)
    {
        if (bytes.Count == 0)
        {
            return writers == 0 || into.IsEmpty ? 0 : Errno.TryAgain;
        }

        var count = Math.Min(bytes.Count, into.Length);
        for (var i = 0; i < count; i++)
        {
            into[i] = bytes.Dequeue();
        }

        return count;
    }

    private Result<int> Put(ReadOnlySpan<byte> from)
    {
        if (readers == 0)
        {
            return Errno.BrokenPipe;
        }

        var room = Capacity - bytes.Count;
        var count = from.Length <= AtomicLimit && from.Length > room ? 0 : Math.Min(from.Length, room);
        foreach (var value in from[..count])
        {
            bytes.Enqueue(value);
        }

        return count == 0 && !from.IsEmpty ? Errno.TryAgain : count;
    }

    private static FileStat StatOf() => new() { Kind = FileKind.Pipe, Permissions = 0x180, Inode = 3 };

    private sealed class ReadEnd(Pipe pipe) : OpenFile
    {
        internal override bool IsSeekable => false;

        internal override FileStat Stat() => StatOf();

        internal override Result<int> Read(Span<byte> into, long position) => pipe.Take(into);

        internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.BadDescriptor;

        internal override (bool Readable, bool Writable) Poll() => (pipe.bytes.Count > 0 || pipe.writers == 0, false);

        protected override void Close() => pipe.readers = 0;
    }

    private sealed class WriteEnd(Pipe pipe) : OpenFile
    {
        internal override bool IsSeekable => false;

        internal override FileStat Stat() => StatOf();

        internal override Result<int> Read(Span<byte> into, long position) => Errno.BadDescriptor;

        internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => pipe.Put(bytes);

        internal override (bool Readable, bool Writable) Poll() =>
            (false, pipe.readers == 0 || Capacity - pipe.bytes.Count >= AtomicLimit);

        protected override void Close() => pipe.writers = 0;
    }
}
