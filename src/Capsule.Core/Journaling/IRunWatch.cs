namespace Capsule.Journaling;

/// <summary>
/// Tells when something about a run may have changed: a signal or a request to cancel it was sent, or its state changed. Create it, read
/// the journal, and wait: nothing in between is missed.
/// </summary>
public interface IRunWatch : IDisposable
{
    /// <summary>Waits for a change since the watch was created or this was awaited last. May complete without one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ChangedAsync(CancellationToken cancellationToken = default);
}
