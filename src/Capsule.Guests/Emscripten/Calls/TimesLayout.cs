namespace Capsule.Guests.Emscripten.Calls;

/// <summary>The two <c>struct timespec</c> of <c>utimensat</c>: i64 seconds, i32 nanoseconds, padded to 16 bytes.</summary>
internal static class TimesLayout
{
    private const int Now = 0x3fffffff; // UTIME_NOW
    private const int Omit = 0x3ffffffe; // UTIME_OMIT

    /// <summary>The times in nanoseconds since 1970; null leaves one as it is.</summary>
    internal static (long? Accessed, long? Modified) Read(Arguments arguments, int pointer)
    {
        var now = arguments.Process.Clock.RealTime;
        var at = arguments.Address(pointer);
        return at == 0 ? (now, now) : (ReadOne(arguments, at, now), ReadOne(arguments, at + 16, now));
    }

    private static long? ReadOne(Arguments arguments, uint at, long now) => arguments.Memory.ReadInt32(at + 8) switch
    {
        Now => now,
        Omit => null,
        var nanoseconds => unchecked((arguments.Memory.ReadInt64(at) * 1_000_000_000) + nanoseconds),
    };
}
