namespace Capsule.Runtime.Tools;

#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing; calls may outlive the run.
/// <summary>A tool in one run, with what the run used of it.</summary>
internal sealed class ToolSlot(HostTool tool)
{
    private readonly SemaphoreSlim turns = new(tool.MaxConcurrency);
    private int calls;

    internal HostTool Tool => tool;

    /// <summary>Counts a call; false when the run may make no more.</summary>
    internal bool TryCount() => Interlocked.Increment(ref calls) <= tool.MaxCalls;

    internal Task EnterAsync(CancellationToken cancellationToken) => turns.WaitAsync(cancellationToken);

    internal void Leave() => turns.Release();
}
