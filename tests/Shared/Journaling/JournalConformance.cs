using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>What every journal does. Each implementation has a class that derives from this one.</summary>
public abstract class JournalConformance : IAsyncLifetime
{
    private IJournal journal = null!;

    public async ValueTask InitializeAsync() => journal = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_new_run_is_running_and_owned_and_has_what_it_was_started_with()
    {
        var start = Samples.Start("key");
        var creation = await journal.CreateRunAsync(start).Value();
        Assert.True(creation.IsNew);
        Assert.Equal(start.Id, creation.Lease!.Run);
        var run = await journal.RunAsync(start.Id).Value();
        Assert.Equal(start with { Argv = run.Start.Argv }, run.Start);
        Assert.Equal(start.Argv, run.Start.Argv);
        Assert.Equal(RunState.Running, run.State);
        Assert.True(run.IsOwned);
        Assert.Equal(Samples.Noon, run.Updated);
        Assert.Null(run.Ended);
        await creation.Lease.DisposeAsync();
    }

    [Fact]
    public async Task Those_who_watch_a_run_are_told_of_signals_cancellation_and_its_end()
    {
        var start = Samples.Start(null);
        await using var ownership = (await journal.CreateRunAsync(start).Value()).Lease;
        using var watch = journal.Watch(start.Id);
        JournalWrite[] writes =
        [
            new JournalWrite.SendSignal(start.Id, "go", "null", Samples.Noon),
            new JournalWrite.RequestCancel(start.Id, Samples.Noon),
            new JournalWrite.ChangeRun(start.Id, RunState.Ended(ExecutionStatus.Cancelled, "{}"), Samples.Noon),
        ];
        foreach (var write in writes)
        {
            Assert.Null(write is JournalWrite.ByOwner owned
                ? await ownership!.WriteAsync(owned, Durability.Durable, TestContext.Current.CancellationToken)
                : await journal.SendAsync((JournalWrite.ByAnyone)write, TestContext.Current.CancellationToken));
            await watch.ChangedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
        }

        Assert.NotNull((await journal.InboxAsync(start.Id).Value()).CancelRequested);
    }

    [Fact]
    public async Task A_watch_that_is_cancelled_ends()
    {
        var start = Samples.Start(null);
        await using var ownership = (await journal.CreateRunAsync(start).Value()).Lease;
        using var watch = journal.Watch(start.Id);
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await watch.ChangedAsync(impatient.Token);
            }
        });
    }

    [Fact]
    public async Task A_key_starts_one_run()
    {
        await using var first = (await journal.CreateRunAsync(Samples.Start("key")).Value()).Lease;
        var second = await journal.CreateRunAsync(Samples.Start("key")).Value();
        Assert.False(second.IsNew);
        Assert.Equal(first!.Run, second.Run.Id);
        Assert.True(second.Run.IsOwned);
        Assert.Single(await journal.RunsAsync(new RunQuery()).Value());
        await using var other = (await journal.CreateRunAsync(Samples.Start("another key")).Value()).Lease;
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Many_who_start_a_run_with_one_key_at_once_start_one()
    {
        var creations = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await journal.CreateRunAsync(Samples.Start("key")).Value())));
        Assert.Single(creations, creation => creation.IsNew);
        Assert.Single(creations.Select(creation => creation.Run.Id).Distinct());
    }

    [Fact]
    public async Task A_run_is_not_started_twice_under_one_name()
    {
        var start = Samples.Start();
        await (await journal.CreateRunAsync(start).Value()).Lease!.DisposeAsync();
        Assert.Contains(start.Id.ToString(), await journal.CreateRunAsync(start).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_started_without_waiting_is_there_after_a_flush_with_all_that_followed()
    {
        var start = Samples.Start(isDurable: false);
        await using var ownership = (await journal.CreateRunAsync(start, Durability.Batched).Value()).Lease;
        JournalWrite.ByOwner[] writes =
        [
            new JournalWrite.RecordTask(Samples.Task(start.Id, default)),
            new JournalWrite.RecordTask(Samples.Task(start.Id, default(TaskPath).Child(0))),
            Samples.Log(start.Id, "printed"),
            new JournalWrite.RecordTask(Samples.Task(start.Id, default(TaskPath).Child(0), ExecutionStatus.Failed)),
            new JournalWrite.RecordTask(Samples.Task(start.Id, default, ExecutionStatus.Succeeded)),
            Samples.End(start.Id),
        ];
        foreach (var write in writes)
        {
            Assert.Null(await ownership!.WriteAsync(write, Durability.Batched));
        }

        Assert.Null(await journal.FlushAsync());
        Assert.Equal(ExecutionStatus.Succeeded, (await journal.RunAsync(start.Id).Value()).Status);
        Assert.Equal(
            [Samples.Task(start.Id, default, ExecutionStatus.Succeeded), Samples.Task(start.Id, default(TaskPath).Child(0), ExecutionStatus.Failed)],
            await journal.TasksAsync(start.Id).Value());
        Assert.Single(await journal.LogsAsync(start.Id, 0).Value());
    }

    [Fact]
    public async Task A_run_that_could_not_be_started_without_waiting_takes_no_writes()
    {
        var start = Samples.Start();
        await (await journal.CreateRunAsync(start).Value()).Lease!.DisposeAsync();
        var again = await journal.CreateRunAsync(start, Durability.Batched);
        var failure = again.Failure ?? await journal.FlushAsync();
        Assert.Contains(start.Id.ToString(), failure?.Message, StringComparison.Ordinal);
        if (again.Value?.Lease is { } lease)
        {
            await lease.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_of_many_owns_a_run()
    {
        var run = await journal.StartAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await journal.AcquireAsync(run))));
        var owner = Assert.Single(claims, claim => claim.Failure is null).Value!;
        Assert.All(claims.Where(claim => claim.Failure is not null), claim =>
            Assert.Contains("another process", claim.Failure!.Message, StringComparison.Ordinal));
        await owner.DisposeAsync();
        await (await journal.AcquireAsync(run).Value()).DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_through_a_lease_that_was_given_up_is_refused()
    {
        var run = await journal.StartAsync();
        var first = await journal.AcquireAsync(run).Value();
        await first.MustWriteAsync(Samples.Append(run, 0, "of the first"));
        Assert.False(first.Lost.IsCancellationRequested);
        await first.DisposeAsync();
        await using var second = await journal.AcquireAsync(run).Value();
        JournalWrite.ByOwner[] writes =
        [
            Samples.Append(run, 1), Samples.Log(run, "x"), new JournalWrite.RecordTask(Samples.Task(run, default)),
            new JournalWrite.ChangeRun(run, RunState.Waiting(null, "go"), Samples.Noon), Samples.End(run),
        ];
        foreach (var write in writes)
        {
            foreach (var durability in (Durability[])[Durability.Durable, Durability.Batched])
            {
                var failure = await first.WriteAsync(write, durability);
                Assert.Equal(ErrorType.LeaseLost, failure?.Type);
                Assert.Contains(run.ToString(), failure!.Message, StringComparison.Ordinal);
            }
        }

        await second.MustWriteAsync(Samples.Append(run, 1, "of the second"));
        await first.DisposeAsync();
        await second.MustWriteAsync(Samples.Append(run, 2, "of the second, too"));
        Assert.Null(await journal.FlushAsync());
        Assert.Equal(["of the first", "of the second", "of the second, too"], await journal.AnswersAsync(run));
        Assert.Empty(await journal.LogsAsync(run, 0).Value());
        Assert.Empty(await journal.TasksAsync(run).Value());
        Assert.Equal(ExecutionStatus.Running, (await journal.RunAsync(run).Value()).Status);
    }

    [Fact]
    public async Task What_is_written_through_a_lease_is_there_before_what_the_next_one_writes()
    {
        var run = await journal.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await using var lease = await journal.AcquireAsync(run).Value();
            Assert.Null(await lease.WriteAsync(Samples.Append(run, i, $"{i}"), Durability.Batched));
        }

        Assert.Null(await journal.FlushAsync());
        Assert.Equal(["0", "1", "2", "3", "4"], await journal.AnswersAsync(run));
    }

    [Fact]
    public async Task A_lease_is_of_one_run()
    {
        var (run, other) = (await journal.StartAsync(), await journal.StartAsync());
        await using var lease = await journal.AcquireAsync(run).Value();
        await Assert.ThrowsAsync<ArgumentException>(async () => await lease.WriteAsync(Samples.Append(other, 0), Durability.Durable));
        Assert.Empty(await journal.AnswersAsync(other));
    }

    [Fact]
    public async Task Signals_and_requests_to_cancel_are_for_anybody_while_a_run_is_owned()
    {
        var run = await journal.StartAsync();
        await using var lease = await journal.AcquireAsync(run).Value();
        Assert.Null(await journal.SendAsync(new JournalWrite.SendSignal(run, "go", "1", Samples.Noon)));
        Assert.Null(await journal.SendAsync(new JournalWrite.RequestCancel(run, Samples.Noon)));
        var inbox = await journal.InboxAsync(run).Value();
        Assert.Equal("go", Assert.Single(inbox.Signals).Name);
        Assert.Equal(Samples.Noon, inbox.CancelRequested);
    }

    [Fact]
    public async Task Nobody_owns_a_run_that_never_was() =>
        Assert.Contains("no run", await journal.AcquireAsync(Samples.Start().Id).FailsAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task A_running_run_without_an_owner_is_interrupted()
    {
        var run = await journal.StartAsync();
        Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
        Assert.Single(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Interrupted }).Value());
        Assert.Empty(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Running }).Value());
        await using var owner = await journal.AcquireAsync(run).Value();
        Assert.Empty(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Interrupted }).Value());
        Assert.Single(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Running }).Value());
    }

    [Fact]
    public async Task A_waiting_run_tells_what_it_waits_for()
    {
        var run = await journal.StartAsync();
        var waiting = RunState.Waiting(Samples.Noon.AddDays(2), "approved");
        await journal.MustWriteAsync(new JournalWrite.ChangeRun(run, waiting, Samples.Noon.AddSeconds(1)));
        var found = Assert.Single(await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Waiting }).Value());
        Assert.Equal(waiting, found.State);
        Assert.Equal(Samples.Noon.AddSeconds(1), found.Updated);
        Assert.Null(found.Ended);
    }

    [Fact]
    public async Task An_ended_run_keeps_its_envelope_and_takes_no_changes()
    {
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.End(run));
        var found = await journal.RunAsync(run).Value();
        Assert.Equal(RunState.Ended(ExecutionStatus.Succeeded, """{"success":true}"""), found.State);
        Assert.Equal(Samples.Noon.AddMinutes(1), found.Ended);
        foreach (var write in (JournalWrite[])
            [
                new JournalWrite.ChangeRun(run, RunState.Running, Samples.Noon),
                new JournalWrite.SendSignal(run, "late", "null", Samples.Noon),
                new JournalWrite.RequestCancel(run, Samples.Noon),
            ])
        {
            // What a user sends too late is the user's mistake; whoever executes a run that has ended has met something worse.
            var failure = await journal.WriteAsync(write, Durability.Durable);
            Assert.Contains("has ended (succeeded)", failure?.Message, StringComparison.Ordinal);
            Assert.Equal(write is JournalWrite.ChangeRun ? ErrorType.JournalError : ErrorType.ConfigError, failure!.Type);
        }
    }

    [Fact]
    public async Task Runs_come_youngest_first_and_no_more_than_asked_for()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < 5; i++)
        {
            runs.Add(await journal.StartAsync());
        }

        runs.Reverse();
        Assert.Equal(runs, (await journal.RunsAsync(new RunQuery()).Value()).Select(run => run.Id));
        Assert.Equal(runs.Take(2), (await journal.RunsAsync(new RunQuery { Limit = 2 }).Value()).Select(run => run.Id));
    }

    [Fact]
    public async Task Runs_are_listed_page_by_page_and_without_what_may_be_long()
    {
        List<RunId> runs = [await journal.StartAsync(), await journal.StartAsync(), await journal.StartAsync()];
        await journal.MustWriteAsync(Samples.End(runs[0]));

        var page = await journal.RunsAsync(new RunQuery { Before = runs[2], OmitsContents = true }).Value();
        Assert.Equal([runs[1], runs[0]], page.Select(run => run.Id));
        Assert.All(page, run => Assert.Equal(("", (string?)null, "main"), (run.Start.Arguments, run.State.Envelope, run.Start.Task)));
        Assert.Equal(ExecutionStatus.Succeeded, page[1].Status);
        Assert.Equal([runs[0]], (await journal.RunsAsync(new RunQuery { Before = runs[2], Status = ExecutionStatus.Succeeded }).Value()).Select(run => run.Id));
        Assert.Empty(await journal.RunsAsync(new RunQuery { Before = runs[0] }).Value());
        Assert.Empty(await journal.RunsAsync(new RunQuery { Before = Samples.Start().Id }).Value());
    }

    [Fact]
    public async Task Tasks_are_listed_page_by_page()
    {
        var run = await journal.StartAsync();
        var paths = Enumerable.Range(0, 1500).Select(TaskPath.Root.Child).Prepend(TaskPath.Root).ToArray();
        await journal.MustWriteAsync([.. paths.Select(path => new JournalWrite.RecordTask(Samples.Task(run, path)))]);

        var listed = new List<TaskPath>();
        TaskPage page;
        do
        {
            page = await journal.TaskPageAsync(run, listed.Count).Value();
            Assert.NotEmpty(page.Tasks);
            listed.AddRange(page.Tasks.Select(task => task.Path));
        }
        while (page.HasMore);

        Assert.Equal(paths, listed);
        Assert.Empty((await journal.TaskPageAsync(run, listed.Count).Value()).Tasks);
        Assert.Empty((await journal.TaskPageAsync(Samples.Start().Id, 0).Value()).Tasks);
    }

    [Fact]
    public async Task Runs_are_found_by_the_beginning_of_their_id_and_by_whether_they_have_ended()
    {
        var (ended, open) = (await journal.StartAsync(), await journal.StartAsync());
        await journal.MustWriteAsync(Samples.End(ended));

        Assert.Equal([open], (await journal.RunsAsync(new RunQuery { IsOpen = true }).Value()).Select(run => run.Id));
        foreach (var length in (int[])[1, 8, 36])
        {
            var prefix = open.ToString()[..length];
            Assert.Equal(
                ((RunId[])[open, ended]).Where(run => run.ToString().StartsWith(prefix, StringComparison.Ordinal)),
                (await journal.RunsAsync(new RunQuery { IdPrefix = prefix }).Value()).Select(run => run.Id));
        }

        Assert.Equal([open], (await journal.RunsAsync(new RunQuery { IdPrefix = open.ToString()[24..32] }).Value()).Select(run => run.Id));
        Assert.Equal(2, (await journal.RunsAsync(new RunQuery { IdPrefix = "" }).Value()).Count);
        foreach (var other in (string[])["x", "g", open + "0", "%", "_", "\U0001f600"])
        {
            Assert.Empty(await journal.RunsAsync(new RunQuery { IdPrefix = other }).Value());
        }

        Assert.Empty(await journal.RunsAsync(new RunQuery { IdPrefix = ended.ToString(), IsOpen = true }).Value());
    }

    [Fact]
    public async Task A_run_is_found_by_its_key()
    {
        await journal.StartAsync("a");
        var run = await journal.StartAsync("b");
        Assert.Equal(run, Assert.Single(await journal.RunsAsync(new RunQuery { IdempotencyKey = "b" }).Value()).Id);
        Assert.Empty(await journal.RunsAsync(new RunQuery { IdempotencyKey = "c" }).Value());
    }

    [Fact]
    public async Task Tasks_are_written_over_until_they_end()
    {
        var run = await journal.StartAsync();
        var path = TaskPath.Root.Child(0).Child(3);
        await journal.MustWriteAsync(
            new JournalWrite.RecordTask(Samples.Task(run, TaskPath.Root)),
            new JournalWrite.RecordTask(Samples.Task(run, path)),
            new JournalWrite.RecordTask(Samples.Task(run, path, ExecutionStatus.Succeeded)));
        Assert.Equal(
            [Samples.Task(run, TaskPath.Root), Samples.Task(run, path, ExecutionStatus.Succeeded)],
            await journal.TasksAsync(run).Value());
        Assert.Equal(Samples.Task(run, path, ExecutionStatus.Succeeded), Assert.Single(await journal.TasksAsync(run, path).Value()));
        Assert.Empty(await journal.TasksAsync(run, TaskPath.Root.Child(7)).Value());
        var late = journal.WriteAsync(new JournalWrite.RecordTask(Samples.Task(run, path)), Durability.Durable);
        Assert.Contains("task 0.3", await late.FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_about_no_run_is_refused()
    {
        var run = Samples.Start().Id;
        foreach (var write in (JournalWrite[])
            [
                Samples.Append(run, 0), Samples.Log(run, "x"), Samples.End(run), new JournalWrite.RecordTask(Samples.Task(run, default)),
                new JournalWrite.SendSignal(run, "s", "1", Samples.Noon), new JournalWrite.RequestCancel(run, Samples.Noon),
            ])
        {
            var message = await journal.WriteAsync(write, Durability.Durable).FailsAsync();
            Assert.Contains($"no run {run}", message, StringComparison.Ordinal);
        }

        Assert.Contains("no run", await journal.RunAsync(run).FailsAsync(), StringComparison.Ordinal);
        Assert.Contains("no run", await journal.InboxAsync(run).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_forgets_runs_that_ended_long_ago_but_the_last_ones()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < 6; i++)
        {
            runs.Add(await journal.StartAsync());
            await journal.MustWriteAsync(Samples.Append(runs[i], 0));
        }

        // Runs 0 to 3 ended an hour apart; 4 waits; 5 ended just now.
        await journal.MustWriteAsync(Enumerable.Range(0, 4).Select(i => Samples.End(runs[i], Samples.Noon.AddHours(i))));
        await journal.MustWriteAsync(
            new JournalWrite.ChangeRun(runs[4], RunState.Waiting(null, "go"), Samples.Noon),
            Samples.End(runs[5], Samples.Noon.AddDays(9)));
        var pruned = await journal.PruneAsync(new Retention(Samples.Noon.AddDays(1), KeepLast: 2)).Value();
        Assert.Equal(3, pruned.Runs);
        RunId[] kept = [runs[5], runs[4], runs[3]];
        Assert.Equal(kept, (await journal.RunsAsync(new RunQuery()).Value()).Select(run => run.Id));
        Assert.Empty(await journal.AnswersAsync(runs[0]));
        Assert.Equal(["answer"], await journal.AnswersAsync(runs[3]));
        Assert.Contains("no run", await journal.AcquireAsync(runs[0]).FailsAsync(), StringComparison.Ordinal);
    }

    private protected IJournal Journal => journal;

    private protected abstract ValueTask<IJournal> OpenAsync();
}
