namespace Capsule.Journaling;

/// <summary>What pruning did.</summary>
/// <param name="Runs">How many runs were forgotten.</param>
/// <param name="Bytes">By how much the journal became smaller.</param>
public sealed record PruneResult(int Runs, long Bytes);
