namespace Capsule.Runtime.Worker;

/// <summary>A request that is not answered yet.</summary>
/// <param name="id">Its id.</param>
/// <param name="length">The bytes of its line.</param>
/// <param name="source">Cancels it.</param>
internal sealed class PendingRequest(RequestId id, int length, CancellationTokenSource source)
{
    internal RequestId Id => id;

    internal int Length => length;

    internal CancellationToken Cancellation { get; } = source.Token;

    /// <summary>Cancels it. It may have been answered meanwhile.</summary>
    internal void Cancel()
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Answered.
        }
    }

    /// <summary>It was answered.</summary>
    internal void End() => source.Dispose();
}
