using Capsule.Journaling;

namespace Capsule.Journal.Ownership;

/// <summary>The right to execute a run: its locked file.</summary>
internal sealed class LockedRun(RunId run, FileLease lease) : IRunOwnership
{
    /// <inheritdoc/>
    public RunId Run => run;

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
