using Capsule.Guests.FileSystem.Locks;
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

    /// <summary>What the sandbox may have in files of this kind; null for its private ones.</summary>
    internal virtual VolumeSpace? Space => null;

    /// <summary>Reads at a position; 0 bytes mean the end.</summary>
    internal abstract Result<int> Read(Span<byte> into, long position);

    /// <summary>Writes at a position.</summary>
    internal abstract Result<int> Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Writes at a position even where writing appends, as mappings do.</summary>
    internal virtual Result<int> WriteAt(ReadOnlySpan<byte> bytes, long position) => Write(bytes, position);

    internal virtual Errno Truncate(long length) => Errno.Invalid;

    internal virtual Errno Flush() => Errno.Success;

    internal virtual Errno SetPermissions(uint permissions) => Errno.Invalid;

    internal virtual Errno SetTimes(long? accessed, long? modified) => Errno.Invalid;

    /// <summary>Whether others than this sandbox may have the file open.</summary>
    internal virtual bool IsShared => false;

    /// <summary>The lock that it has of its whole file (<c>flock</c>): exclusive, shared, or none.</summary>
    internal bool? HeldLock { get; set; }

    /// <summary>Locks the whole file for this open file, or unlocks it; only where <see cref="IsShared"/>.</summary>
    internal virtual Errno LockWhole(bool? isExclusive) => Errno.NoLocks;

    /// <summary>
    /// Locks a range, or unlocks it, without waiting: what somebody else has is <see cref="Errno.TryAgain"/>. A private file
    /// has nobody else.
    /// </summary>
    internal virtual Errno LockRange(RecordLockOwner owner, long start, long end, bool? isExclusive) => Errno.Success;

    /// <summary>A lock of somebody else that excludes one, or null.</summary>
    internal virtual Result<RecordLock?> FindLock(RecordLockOwner owner, RecordLock wanted) => new(null, Errno.Success);

    /// <summary>Ends the sandbox's locks on ranges of the file, as closing any of its descriptors does.</summary>
    internal virtual void ReleaseProcessLocks()
    {
    }

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
