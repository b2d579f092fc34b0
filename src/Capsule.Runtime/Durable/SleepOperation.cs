using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary><c>run.sleep</c>: waits for a time, which may be days away.</summary>
internal sealed class SleepOperation(GuestWaiting waiting, AwaitedEvents events, TimeProvider time) : IHostOperation
{
    internal const string OperationName = "run.sleep";

    /// <summary>The system's timers take no more at once.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public string Name => OperationName;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellation)
    {
        var end = request.Time + EventTimes.Read(request, "seconds");
        using var awaited = events.Add(end, signal: null);
        while (waiting.Until(end) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < Longest ? left : Longest, time, cancellation).ConfigureAwait(false);
        }

        return HostAnswer.Done;
    }
}
