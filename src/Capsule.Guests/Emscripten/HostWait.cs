using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>Lets a guest wait in the host, where it costs no compute; its deadline and cancellation end the wait.</summary>
internal static class HostWait
{
    /// <summary>The longest wait that the system takes at once.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue - 1);

    /// <summary>Waits; the sandbox stops when its time is over before.</summary>
    internal static void Sleep(HostCall call, TimeSpan duration)
    {
        var meter = call.Sandbox.Meter;
        var clock = meter.Time;
        var start = clock.GetTimestamp();
        while (true)
        {
            if (meter.Check() is { } reason)
            {
                call.Stop(reason);
                return;
            }

            var left = duration == Timeout.InfiniteTimeSpan ? Longest : duration - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            var wait = Shortest(left, meter.Remaining, Longest);
            meter.Cancellation.WaitHandle.WaitOne(RoundUp(wait));
        }
    }

    /// <summary>The system waits whole milliseconds: less would end too early and turn the loop into a busy wait.</summary>
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private static TimeSpan Shortest(TimeSpan left, TimeSpan remaining, TimeSpan longest)
    {
        var wait = left < longest ? left : longest;
        return remaining != Timeout.InfiniteTimeSpan && remaining < wait ? remaining : wait;
    }
}
