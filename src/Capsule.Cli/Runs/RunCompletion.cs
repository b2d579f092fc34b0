using System.CommandLine.Completions;
using Capsule.Cli.Display;
using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>What a shell completes where a run is meant.</summary>
internal static class RunCompletion
{
    private const int Most = 50;

    /// <summary>The short ids of the latest runs of a folder, with their status; none where there is no journal.</summary>
    internal static IEnumerable<CompletionItem> Of(string folder)
    {
        if (!ProjectJournal.Find(folder).TryGet(out var project, out _) || !project.Open().TryGet(out var journal, out _))
        {
            return [];
        }

        try
        {
            // A SQLite journal reads where it is asked to.
            var read = journal.RunsAsync(new RunQuery { Limit = Most });
            return read.IsCompletedSuccessfully && read.Result.TryGet(out var runs, out _)
                ? [new CompletionItem("latest"), .. runs.Select(run => new CompletionItem(
                    ShortId.Of(run.Id), detail: DisplayText.Of($"{run.Status.ToName()} {run.Start.Task}").ToString()))]
                : [];
        }
        finally
        {
            journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
