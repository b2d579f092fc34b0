namespace Capsule.Journal.InMemory;

/// <summary>How much a journal in memory remembers.</summary>
public sealed record MemoryJournalOptions
{
    /// <summary>How many bytes of answers, logs and envelopes. Beyond, ended runs are forgotten; then writes fail.</summary>
    public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>How many runs, ended or not.</summary>
    public int MaxRuns { get; init; } = 1000;
}
