using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>Lets a guest wait in the host, where it costs no compute; its deadline and cancellation end the wait.</summary>
internal static class HostWait
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>The longest wait that the system takes at once.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue - 1);

    /// <summary>Waits; the sandbox stops when its time is over before.</summary>
    public static void Sleep(HostCall call, TimeSpan duration) => TrySleep(call, duration);

    /// <summary>Waits, for a host function that goes on after it.</summary>
    /// <returns>Whether the guest may go on: false when the sandbox stops.</returns>
    public static bool TrySleep(HostCall call, TimeSpan duration) => For(call, Never, duration);

    /// <summary>
    /// Waits until something is done, a time is over, or the guest is told to end by itself; the sandbox stops when its own time is over before.
    /// </summary>
    /// <returns>Whether the guest may go on: false when the sandbox stops.</returns>
    public static bool For(HostCall call, Task done, TimeSpan duration)
    {
        var meter = call.Sandbox.Meter;
        var clock = meter.Time;
        var start = clock.GetTimestamp();
        while (true)
        {
            var wasWarned = meter.Exceeded is not null;
            if (call.Sandbox.Check() is { } reason)
            {
                call.Stop(reason);
                return false;
            }

            if (!wasWarned && meter.Exceeded is not null)
            {
                return true; // as a signal interrupts a system call
            }

            var left = duration == Timeout.InfiniteTimeSpan ? Longest : duration - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || done.IsCompleted)
            {
                return true;
            }

            var wait = Shortest(left, meter.Remaining, Longest);
            var begin = clock.GetTimestamp();
            using (meter.Pause())
            {
                Wait(done, RoundUp(wait), meter.Cancellation);
            }

            meter.AddWait(clock.GetElapsedTime(begin));
        }
    }

    private static void Wait(Task done, TimeSpan time, CancellationToken cancellationToken)
    {
        if (done == Never)
        {
            cancellationToken.WaitHandle.WaitOne(time);
            return;
        }

        try
        {
            done.Wait(time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The meter says so in the next round.
        }
        catch (AggregateException)
        {
            // Whoever waits looks at what it waited for.
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
