using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.HostApi;

/// <summary>Lets a guest wait, on its thread, and others compute meanwhile.</summary>
/// <param name="place">The task's place among those that compute; null for a cell of a session, which keeps none from it.</param>
/// <param name="time">The host's clock.</param>
internal class GuestWaiting(TaskPlace? place, TimeProvider time)
{
    private readonly SteadyTime steady = new(time);

    /// <summary>The time that a request is made at.</summary>
    internal virtual DateTimeOffset Now => steady.Now;

    /// <summary>How long it is until a time; never negative.</summary>
    internal virtual TimeSpan Until(DateTimeOffset moment) => steady.Until(moment);

    /// <summary>Waits.</summary>
    /// <returns>Whether the guest goes on.</returns>
    internal bool Wait(HostCall call, Task done, TimeSpan timeout, WaitKind kind)
    {
        if (done.IsCompleted || timeout == TimeSpan.Zero)
        {
            return true;
        }

        using var pause = place?.Pause(kind, hasEnd: timeout != Timeout.InfiniteTimeSpan);
        return WaitPaused(call, done, timeout, kind);
    }

    /// <summary>Waits without a right to compute.</summary>
    protected virtual bool WaitPaused(HostCall call, Task done, TimeSpan timeout, WaitKind kind) =>
        HostWait.For(call, done, timeout);
}
