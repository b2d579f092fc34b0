using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>Lets a guest wait in the host, where it costs no compute; its deadline and cancellation end the wait.</summary>
internal static class HostWait
{
    /// <summary>Waits; the sandbox stops when its time is over before.</summary>
    internal static void Sleep(HostCall call, TimeSpan duration)
    {
        var meter = call.Sandbox.Meter;
        var left = meter.Remaining;
        var isEndless = left == Timeout.InfiniteTimeSpan;
        var wait = duration == Timeout.InfiniteTimeSpan || (!isEndless && left < duration) ? left : duration;
        meter.Cancellation.WaitHandle.WaitOne(wait);
        if (meter.Check() is { } reason)
        {
            call.Stop(reason);
        }
    }
}
