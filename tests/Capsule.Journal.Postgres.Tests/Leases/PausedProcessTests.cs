using Capsule.Journal.Postgres.Tests.Crash;
using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Leases;

/// <summary>A process that is stopped until its lease is over, and then goes on as if no time had passed.</summary>
public sealed class PausedProcessTests(PostgresServer server)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private const string Written = "written written written written held";
    private const string Refused = "LeaseLost LeaseLost LeaseLost LeaseLost lost";

    [Fact]
    public async Task A_process_that_was_stopped_beyond_the_end_of_its_lease_writes_nothing_after_the_next_owner()
    {
        var database = new TestDatabase(server);
        await using var journal = await database.OpenAsync();
        var (child, run) = await WritingAsync(database, journal);
        using var writing = child;
        await child.PauseAsync();
        await using var lease = await TakeAsync(journal, run);
        await lease.MustWriteAsync(Samples.Append(run, 1, "of the next owner"));
        await child.TellAsync("write");
        await child.ContinueAsync();

        Assert.Equal(Refused, await child.LineAsync());
        Assert.Equal(["of the child", "of the next owner"], await journal.AnswersAsync(run));
        await lease.MustWriteAsync(Samples.Append(run, 2, "of the next owner, later"));
        child.CloseInput();
        Assert.Equal(0, await child.ExitCodeAsync());
        await lease.MustWriteAsync(Samples.Append(run, 3, "and still its owner"));
        Assert.Single(await journal.LogsAsync(run, 0).Value());
    }

    [Fact]
    public async Task A_process_that_was_stopped_beyond_the_end_of_its_lease_writes_nothing_although_nobody_else_has_it()
    {
        var database = new TestDatabase(server);
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        using var child = DatabaseChild.Start(database, Short, "hold", run.ToString());
        Assert.Equal("owner", await child.LineAsync());
        await child.PauseAsync();
        await Patience.UntilAsync(async () => !(await journal.RunAsync(run).Value()).IsOwned, "the lease ends");
        Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
        await child.TellAsync("write");
        await child.ContinueAsync();

        Assert.Equal(Refused, await child.LineAsync());
        Assert.Empty(await journal.AnswersAsync(run));
        Assert.Empty(await journal.LogsAsync(run, 0).Value());
        Assert.Empty(await journal.TasksAsync(run).Value());
        Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
    }

    [Fact]
    public async Task A_process_that_was_stopped_for_a_moment_goes_on()
    {
        var database = new TestDatabase(server);
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        using var child = DatabaseChild.Start(database, "hold", run.ToString());
        Assert.Equal("owner", await child.LineAsync());
        await child.PauseAsync();
        await child.ContinueAsync();
        await child.TellAsync("write");
        Assert.Equal(Written, await child.LineAsync());
        Assert.Single(await journal.AnswersAsync(run));
    }

    [Fact]
    public async Task One_of_two_processes_owns_a_run_until_it_dies()
    {
        var database = new TestDatabase(server);
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        using var first = DatabaseChild.Start(database, "hold", run.ToString());
        Assert.Equal("owner", await first.LineAsync());
        Assert.Contains("another process", await journal.AcquireAsync(run).FailsAsync(), StringComparison.Ordinal);
        Assert.True((await journal.RunAsync(run).Value()).IsOwned);
        Assert.Single(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Running }).Value());

        first.Kill();
        await database.EndLeasesAsync();
        using var second = DatabaseChild.Start(database, "hold", run.ToString());
        Assert.Equal("owner", await second.LineAsync());
        second.CloseInput();
        Assert.Equal(0, await second.ExitCodeAsync());
        Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
    }

    /// <summary>Starts a process that has written something. A busy machine may hold one up for longer than its lease before that.</summary>
    private static async Task<(ChildProcess Child, RunId Run)> WritingAsync(TestDatabase database, PostgresJournal journal)
    {
        while (true)
        {
            var run = await journal.StartAsync();
            var child = DatabaseChild.Start(database, Short, "hold", run.ToString());
            Assert.Equal("owner", await child.LineAsync());
            await child.TellAsync("write");
            if (await child.LineAsync() == Written)
            {
                return (child, run);
            }

            child.Dispose();
        }
    }

    private static async Task<IRunLease> TakeAsync(PostgresJournal journal, RunId run)
    {
        IRunLease? lease = null;
        await Patience.UntilAsync(async () => (lease = (await journal.AcquireAsync(run)).Value) is not null, "the lease ends");
        return lease!;
    }
}
