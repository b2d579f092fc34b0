namespace Capsule.Cli.Runs;

/// <summary>
/// A run's id as people read and type it: the beginning of its last group, which is random. The beginning of the whole id is the time,
/// and the same for all runs of some hours (docs/explanation/rationale.md).
/// </summary>
internal static class ShortId
{
    private const int Length = 8;

    internal static string Of(RunId run) => run.ToString().Substring(RunId.LastGroup, Length);
}
