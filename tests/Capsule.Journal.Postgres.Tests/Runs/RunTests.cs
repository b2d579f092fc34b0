using Capsule.Journal.Postgres.Tests.Crash;
using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Runs;

/// <summary>Durable runs of real processes, which share a journal.</summary>
public sealed class RunTests(PostgresServer server)
{
    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task A_run_continues_in_another_process_when_its_own_is_killed()
    {
        await using var journal = await database.OpenAsync();
        using var first = DatabaseChild.Start(database, "run", "order 7");
        var run = await WaitingAsync(journal, first);
        first.Kill();
        await database.EndLeasesAsync();
        using var second = DatabaseChild.Start(database, "run", "order 7");
        await EndsAsync(journal, second, run);
    }

    [Fact]
    public async Task A_run_of_a_process_that_is_stopped_ends_in_another_one_and_not_again_where_it_was()
    {
        await using var journal = await database.OpenAsync();
        using var first = DatabaseChild.Start(database, "run", "order 8");
        var run = await WaitingAsync(journal, first);
        await first.PauseAsync();
        await database.EndLeasesAsync();
        using var second = DatabaseChild.Start(database, "run", "order 8");
        await EndsAsync(journal, second, run);
        var (ended, tasks, answers) = (await journal.RunAsync(run).Value(), await journal.TasksAsync(run).Value(), (await journal.AnswersAsync(run)).Length);

        await first.ContinueAsync();
        Assert.Equal("LeaseLost", (await first.EndAsync())[^1]);
        Assert.Equal(ended with { Start = null! }, await journal.RunAsync(run).Value() with { Start = null! });
        Assert.Equal(tasks, await journal.TasksAsync(run).Value());
        Assert.Equal(answers, (await journal.AnswersAsync(run)).Length);
    }

    /// <summary>Waits until a process has its run wait for the signal.</summary>
    private static async Task<RunId> WaitingAsync(PostgresJournal journal, ChildProcess process)
    {
        Assert.True(RunId.TryParse(await process.LineAsync(), out var run));
        await Patience.UntilAsync(async () => (await journal.RunAsync(run).Value()).Status == ExecutionStatus.Waiting, "the run waits");
        return run;
    }

    /// <summary>Sends the signal once a process has taken the run over, which ends with it.</summary>
    private static async Task EndsAsync(PostgresJournal journal, ChildProcess process, RunId run)
    {
        var before = await StepAsync(journal, run);
        Assert.Null(await journal.SendAsync(new JournalWrite.SendSignal(run, "go", "\"now\"", Samples.Noon)));
        var lines = await process.EndAsync();
        Assert.All(lines[..^1], line => Assert.Equal(run.ToString(), line));
        Assert.StartsWith("[[1,", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith(",\"now\"]", lines[^1], StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Succeeded, (await journal.RunAsync(run).Value()).Status);
        Assert.Equal(before, await StepAsync(journal, run));
    }

    /// <summary>The task that had ended before.</summary>
    private static async Task<TaskRecord> StepAsync(PostgresJournal journal, RunId run)
    {
        var step = Assert.Single(await journal.TasksAsync(run, TaskPath.Root.Child(0)).Value());
        Assert.Equal((ExecutionStatus.Succeeded, 1), (step.Status, step.Attempts));
        return step;
    }
}
