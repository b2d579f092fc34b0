using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Durable;

/// <summary>
/// How a durable task waits: until a time that follows from the journal, so that a wait that was interrupted goes on
/// where it was; and where only a time or a signal can end a long wait, the sandbox is dropped.
/// </summary>
/// <param name="place">Lets others compute meanwhile.</param>
/// <param name="clock">The task's clock.</param>
/// <param name="events">What the task waits for.</param>
/// <param name="connected">How long connections may be in use yet: they would be lost with the sandbox.</param>
/// <param name="time">The host's clock.</param>
internal sealed class DurableWaiting(
    TaskPlace place, DurableClock clock, AwaitedEvents events, Func<TimeSpan> connected, TimeProvider time)
    : GuestWaiting(place, time)
{
    /// <summary>Short waits are cheaper with the sandbox than with a replay.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    internal override DateTimeOffset Now => clock.Now;

    internal override TimeSpan Until(DateTimeOffset moment) => clock.Until(moment);

    protected override bool WaitPaused(HostCall call, Task done, TimeSpan timeout, WaitKind kind)
    {
        DateTimeOffset? end = timeout == Timeout.InfiniteTimeSpan ? null : clock.Now + timeout;
        var left = end is { } moment ? clock.Until(moment) : Timeout.InfiniteTimeSpan;
        var kept = connected() is var use && use > Grace ? use : Grace;
        if (kind != WaitKind.Events || (end is not null && left <= kept))
        {
            return HostWait.For(call, done, left);
        }

        if (!HostWait.For(call, done, kept))
        {
            return false;
        }

        if (!done.IsCompleted)
        {
            call.Stop(new Stop.ByHost(events.Suspend(end)));
            return false;
        }

        return true;
    }
}
