namespace Capsule.Server.Http;

/// <summary>How many executions there are at once. A request waits a moment for one that ends, and is then refused.</summary>
internal sealed class ExecutionSlots(ServerOptions options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.MaxConcurrent, options.MaxConcurrent);

    /// <summary>How many are free now.</summary>
    internal int Free => free.CurrentCount;

    /// <summary>Takes one. Null when none becomes free in time.</summary>
    internal async Task<Slot?> TakeAsync(CancellationToken cancellationToken) =>
        await free.WaitAsync(options.SlotPatience, cancellationToken) ? new Slot(free) : null;

    public void Dispose() => free.Dispose();

    /// <summary>One of them, until it is disposed of.</summary>
    internal sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
