using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary><c>run.sleep</c>: waits for a time, which may be days away.</summary>
internal sealed class SleepOperation(GuestWaiting waiting, AwaitedEvents events, TimeProvider time) : IHostOperation
{
    internal const string OperationName = "run.sleep";

    public string Name => OperationName;

    WaitKind IHostOperation.Waits => WaitKind.Events;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        var end = request.Time + EventTimes.Read(request, "seconds");
        using var awaited = events.Add(end, signal: null);
        await LongDelay.UntilAsync(() => waiting.Until(end), time, cancellationToken).ConfigureAwait(false);
        return HostAnswer.Done;
    }
}
