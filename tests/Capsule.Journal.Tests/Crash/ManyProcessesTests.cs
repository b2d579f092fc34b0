using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Crash;

public sealed class ManyProcessesTests
{
    [Fact]
    public async Task Processes_that_begin_a_journal_at_once_all_write_to_it()
    {
        using var file = new TestJournal();
        const int Count = 100;
        string[] keys = ["a", "b", "c", "d"];
        var children = keys.Select(key => new ChildProcess("write", file.Path, key, $"{Count}")).ToList();
        foreach (var child in children)
        {
            Assert.Equal(0, await child.ExitCodeAsync());
            child.Dispose();
        }

        await using var journal = file.Open();
        var shared = Assert.Single(await journal.RunsAsync(new RunQuery { IdempotencyKey = "shared" }).Value());
        Assert.Equal(Count * keys.Length, (await journal.InboxAsync(shared.Id).Value()).Signals.Count);
        foreach (var key in keys)
        {
            var run = Assert.Single(await journal.RunsAsync(new RunQuery { IdempotencyKey = key }).Value());
            Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{key}/{i}"), await journal.AnswersAsync(run.Id));
        }

        Assert.Empty(file.MovedAside());
    }

    [Fact]
    public async Task One_of_two_processes_owns_a_run_until_it_dies()
    {
        using var file = new TestJournal();
        await using var journal = file.Open();
        var run = await journal.StartAsync();
        using var first = new ChildProcess("own", file.Path, run.ToString());
        Assert.Equal("owner", await first.LineAsync());
        using var second = new ChildProcess("own", file.Path, run.ToString());
        Assert.Equal("refused", await second.LineAsync());
        Assert.Equal(ExecutionStatus.Running, (await journal.RunAsync(run).Value()).Status);
        Assert.True((await journal.RunAsync(run).Value()).IsOwned);

        first.Kill();
        await first.ExitCodeAsync();
        Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
        using var third = new ChildProcess("own", file.Path, run.ToString());
        Assert.Equal("owner", await third.LineAsync());
        third.CloseInput();
        Assert.Equal(0, await third.ExitCodeAsync());
    }

    [Fact]
    public async Task Who_looks_whether_a_run_is_owned_does_not_keep_others_from_owning_it()
    {
        using var file = new TestJournal();
        await using var journal = file.Open();
        var run = await journal.StartAsync();
        using var end = new CancellationTokenSource();
        var looking = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await journal.RunAsync(run).Value();
            }
        });
        for (var i = 0; i < 300; i++)
        {
            await (await journal.AcquireAsync(run).Value()).DisposeAsync();
        }

        await end.CancelAsync();
        await looking;
    }
}
