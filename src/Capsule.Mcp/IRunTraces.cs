using Capsule.Journaling;

namespace Capsule.Mcp;

/// <summary>The runs of the operator's project, which clients may read about. Failures of its methods are for the client.</summary>
public interface IRunTraces
{
    /// <summary>Lists the youngest runs, the youngest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<Outcome<IReadOnlyList<RunRecord>>> RecentAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The list as JSON, docs/reference/cli.md: what <c>capsule runs --json</c> prints.</summary>
    /// <param name="runs">The runs.</param>
    string ListJson(IReadOnlyList<RunRecord> runs);

    /// <summary>A run and its tasks as JSON, docs/reference/cli.md: what <c>capsule trace --json</c> prints.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<Outcome<string>> JsonAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>A run and its tasks as a tree of text: what <c>capsule trace</c> prints.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<Outcome<string>> TreeAsync(RunId run, CancellationToken cancellationToken);
}
