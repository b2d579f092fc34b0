using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem;

/// <summary>
/// An open file description: what descriptors refer to, with the position they share. Reading and writing at a
/// position is for the derived types; the position itself is kept here.
/// </summary>
internal abstract class OpenFile
{
    private int references;

    internal OpenFlags Flags { get; set; }

    internal long Position { get; set; }

    /// <summary>The directory's place, for descriptors that paths can be relative to.</summary>
    internal virtual DirectoryPath? Directory => null;

    internal virtual bool IsSeekable => true;

    internal bool CanRead => (Flags & OpenFlags.Access) is OpenFlags.ReadOnly or OpenFlags.ReadWrite;

    internal bool CanWrite => (Flags & OpenFlags.Access) is OpenFlags.WriteOnly or OpenFlags.ReadWrite;

    internal abstract FileStat Stat();

    /// <summary>Reads at a position; 0 bytes mean the end.</summary>
    internal abstract Result<int> Read(Span<byte> into, long position);

    /// <summary>Writes at a position.</summary>
    internal abstract Result<int> Write(ReadOnlySpan<byte> bytes, long position);

    internal virtual Errno Truncate(long length) => Errno.Invalid;

    internal virtual Errno Flush() => Errno.Success;

    internal virtual Errno SetPermissions(uint permissions) => Errno.Invalid;

    internal virtual Errno SetTimes(long? accessed, long? modified) => Errno.Invalid;

    /// <summary>What <c>poll</c> tells: whether a read, and whether a write, would not wait.</summary>
    internal virtual (bool Readable, bool Writable) Poll() => (true, true);

    /// <summary>What it refers to, for another sandbox to open again.</summary>
    internal virtual OpenState Capture() => OpenState.Lost.Instance;

    internal OpenFile Share()
    {
        references++;
        return this;
    }

    /// <summary>Lets one descriptor go; the last one closes.</summary>
    internal void Release()
    {
        if (--references == 0)
        {
            Close();
        }
    }

    protected virtual void Close()
    {
    }
}
