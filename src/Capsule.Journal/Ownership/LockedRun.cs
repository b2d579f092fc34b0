using Capsule.Journaling;

namespace Capsule.Journal.Ownership;

/// <summary>The right to execute a run.</summary>
internal sealed class LockedRun(RunLocks locks, RunId run) : IRunLease
{
    /// <inheritdoc/>
    public RunId Run => run;

    /// <inheritdoc/>
    public void Dispose() => locks.Release(run);
}
