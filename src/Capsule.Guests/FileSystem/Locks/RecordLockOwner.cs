namespace Capsule.Guests.FileSystem.Locks;

/// <summary>For whom a lock on a range is taken.</summary>
internal enum RecordLockOwner
{
    /// <summary>The sandbox: all its descriptors of the file share the locks, and closing any of them ends them (POSIX).</summary>
    Process,

    /// <summary>The open file: those who share its position share the locks (F_OFD_SETLK).</summary>
    OpenFile,
}
