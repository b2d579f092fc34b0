namespace Capsule.Journaling;

/// <summary>What came of starting a run.</summary>
/// <param name="Run">The run: the new one, or the one that has the same idempotency key.</param>
/// <param name="Lease">The right to execute the new run; null when there was one with the key already.</param>
public sealed record RunCreation(RunRecord Run, IRunLease? Lease)
{
    /// <summary>Whether the run is new.</summary>
    public bool IsNew => Lease is not null;
}
