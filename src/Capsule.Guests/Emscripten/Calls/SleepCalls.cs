using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// Sleeping and waiting. Emscripten's C library and CPython do it by reading the clock in a loop, which would burn
/// compute; the linker puts a call of the host in its place.
/// </summary>
internal static class SleepCalls
{
    /// <summary>The function of the C library that every way to sleep ends in.</summary>
    internal const string ReplacedExport = "emscripten_thread_sleep";

    /// <summary>
    /// The function of CPython that waiting for locks ends in: <c>(semaphore, nanoseconds, detach)</c>. The C library's
    /// waits with a timeout return at once where there are no threads, and CPython calls them again until the time is over.
    /// </summary>
    internal const string SemaphoreExport = "_PySemaphore_Wait";

    internal const string ImportModule = "capsule";
    internal const string ImportName = "sleep";

    internal static IReadOnlyList<SystemCall> All =>
    [
        new(ImportModule, ImportName, "d:", call => Sleep(call, call.F64(0))),
    ];

    /// <summary>A negative time is a wait for a lock without an end, which the only thread of a guest can only wait for in vain.</summary>
    private static void Sleep(HostCall call, double milliseconds)
    {
        if (milliseconds < 0)
        {
            call.Stop(new Stop.Deadlocked());
        }
        else
        {
            call.State<EmscriptenProcess>().Clock.Sleep(call, Duration(milliseconds));
        }
    }

    private static TimeSpan Duration(double milliseconds) => milliseconds switch
    {
        > 0 and < int.MaxValue => TimeSpan.FromMilliseconds(milliseconds),
        >= int.MaxValue => TimeSpan.FromMilliseconds(int.MaxValue),
        _ => TimeSpan.Zero,
    };
}
