using Capsule.Journaling;

namespace Capsule.Journal.InMemory;

/// <summary>The right to execute a run of a journal in memory.</summary>
internal sealed class MemoryOwnership(RunId run, Action release) : IRunLease
{
    private Action? release = release;

    /// <inheritdoc/>
    public RunId Run => run;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
