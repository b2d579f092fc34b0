namespace Capsule.Guests.FileSystem.Locks;

/// <summary>A lock on a range of a file's bytes (<c>fcntl</c>).</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte behind the last; <see cref="ToEnd"/> stands for all that the file will ever have.</param>
/// <param name="IsExclusive">Whether it excludes all other locks; else only exclusive ones.</param>
internal readonly record struct RecordLock(long Start, long End, bool IsExclusive)
{
    internal const long ToEnd = long.MaxValue;
}
