namespace Capsule.Journal.Ownership;

/// <summary>The right to execute a run, until it is disposed of.</summary>
internal sealed class LockedRun(RunLocks locks, RunId run) : IDisposable
{
    internal RunId Run => run;

    /// <inheritdoc/>
    public void Dispose() => locks.Release(run);
}
