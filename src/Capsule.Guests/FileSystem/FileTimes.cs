namespace Capsule.Guests.FileSystem;

/// <summary>When a file was last read, written and changed, in nanoseconds since 1970.</summary>
internal readonly record struct FileTimes(long Accessed, long Modified, long Changed)
{
    internal static FileTimes At(long time) => new(time, time, time);
}
