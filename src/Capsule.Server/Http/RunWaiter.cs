using Capsule.Journaling;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Server.Http;

/// <summary>Waits for the end of runs: <c>?wait=30s</c>.</summary>
internal sealed class RunWaiter(RunWatches watches, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>How often the journal is asked without being told of a change: a change may be told before it can be read.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a request wants to wait at most; none where it says nothing.</summary>
    internal static Outcome<TimeSpan> Read(IQueryCollection query) => query["wait"].ToString() switch
    {
        "" or "0" => TimeSpan.Zero,
        var text => Duration.Read(new OptionValue.Text(text)) is { } wait && wait <= Longest ? wait
            : Failure.Config($"wait takes a time of at most {Duration.Show(Longest)}, such as 30s"),
    };

    /// <summary>The run when it has ended, or when it was waited for long enough.</summary>
    internal async Task<Outcome<RunRecord>> WaitAsync(IJournal journal, RunId id, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var watch = watches.Add(id, isTold: false);
        var start = time.GetTimestamp();
        while (true)
        {
            var read = await journal.RunAsync(id, cancellationToken);
            var left = wait - time.GetElapsedTime(start);
            if (!read.TryGet(out var run, out _) || run.Status.IsEnd() || left <= TimeSpan.Zero)
            {
                return read;
            }

            await PauseAsync(watch, left < Interval ? left : Interval, time, cancellationToken);
        }
    }

    /// <summary>Waits for a change, and at most so long.</summary>
    internal static async Task PauseAsync(IRunWatch watch, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        await watch.ChangedAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
