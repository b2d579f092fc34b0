using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Crash;

/// <summary>A server of its own, which goes away while runs write.</summary>
public sealed class ServerRestartTests : IAsyncLifetime
{
    private readonly PostgresServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Runs_wait_for_a_server_that_is_restarted_and_lose_and_repeat_nothing(bool isCrash)
    {
        const int Writers = 6;
        await using var journal = await new TestDatabase(server).OpenAsync(
            new() { LeaseDuration = TimeSpan.FromMinutes(10), ReconnectTimeout = TimeSpan.FromMinutes(10) });
        var isOver = false;
        var writing = Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(journal, () => Volatile.Read(ref isOver)))).ToList();
        for (var restart = 0; restart < 3; restart++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            await (isCrash ? server.CrashAsync() : server.StopAsync());
            await server.StartAsync();
        }

        Volatile.Write(ref isOver, true);
        foreach (var (run, written) in await Task.WhenAll(writing))
        {
            Assert.Equal(Enumerable.Range(0, written).Select(i => $"{i}"), await journal.AnswersAsync(run));
            var logs = new List<string>();
            for (var last = 0L; await journal.LogsAsync(run, last).Value() is { Count: > 0 } some; last = some[^1].Sequence)
            {
                logs.AddRange(some.Select(log => System.Text.Encoding.UTF8.GetString(log.Bytes.Span)));
            }

            Assert.Equal(Enumerable.Range(0, written).Select(i => $"{i}"), logs);
            Assert.Equal(Enumerable.Range(0, written).Select(i => $"{i}"), (await journal.InboxAsync(run).Value()).Signals.Select(signal => signal.Payload));
            var task = Assert.Single(await journal.TasksAsync(run).Value());
            Assert.Equal(written, task.Attempts);
        }
    }

    [Fact]
    public async Task A_lease_is_given_up_before_its_end_where_the_server_is_gone()
    {
        await using var journal = await new TestDatabase(server).OpenAsync(
            new() { LeaseDuration = TimeSpan.FromSeconds(3), ReconnectTimeout = TimeSpan.FromSeconds(1) });
        var start = Samples.Start();
        var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        await server.StopAsync();
        await Patience.UntilAsync(() => Task.FromResult(lease.Lost.IsCancellationRequested), "the lease is lost");
        Assert.Equal(ErrorType.LeaseLost, (await lease.WriteAsync(Samples.Append(start.Id, 0), Durability.Durable))?.Type);
        Assert.Contains("cannot be reached", await journal.RunAsync(start.Id).FailsAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "cannot be reached", await journal.SendAsync(new JournalWrite.RequestCancel(start.Id, Samples.Noon)).FailsAsync(), StringComparison.Ordinal);
        await lease.DisposeAsync();
        await server.StartAsync();
        await Patience.UntilAsync(async () => (await journal.AcquireAsync(start.Id)).Value is not null, "the lease ends");
    }

    /// <summary>Makes every kind of write with a number, one after the other, until somebody ends it.</summary>
    private static async Task<(RunId Run, int Written)> WriteAsync(PostgresJournal journal, Func<bool> isOver)
    {
        var start = Samples.Start();
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        var written = 0;
        for (; !isOver(); written++)
        {
            var time = Samples.Noon.AddMilliseconds(written);
            var log = new LogRecord { Run = start.Id, Time = time, Bytes = System.Text.Encoding.UTF8.GetBytes($"{written}") };
            Assert.Null(await lease.WriteAsync(new JournalWrite.AppendLog(log), Durability.Batched));
            Assert.Null(await journal.SendAsync(new JournalWrite.SendSignal(start.Id, "n", $"{written}", time)));
            var task = Samples.Task(start.Id, default) with { Attempts = written + 1 };
            Assert.Null(await lease.WriteAsync(new JournalWrite.RecordTask(task), Durability.Batched));
            Assert.Null(await lease.WriteAsync(Samples.Append(start.Id, written, $"{written}"), Durability.Durable));
        }

        return (start.Id, written);
    }
}
