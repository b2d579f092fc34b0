using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests;

/// <summary>Those who watch a run in one process are told of what another one writes.</summary>
public sealed class NotificationTests(PostgresServer server)
{
    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task What_another_process_writes_is_told()
    {
        await using var journal = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var start = Samples.Start();
        await using var lease = (await other.CreateRunAsync(start).Value()).Lease!;
        using var watch = journal.Watch(start.Id);
        await SettleAsync(watch);
        foreach (var write in (JournalWrite.ByAnyone[])
            [new JournalWrite.SendSignal(start.Id, "go", "1", Samples.Noon), new JournalWrite.RequestCancel(start.Id, Samples.Noon)])
        {
            Assert.Null(await other.SendAsync(write));
            await ToldAsync(watch);
        }

        await lease.MustWriteAsync(Samples.End(start.Id));
        await ToldAsync(watch);
    }

    [Fact]
    public async Task A_run_that_is_not_meant_is_not_told()
    {
        await using var journal = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var (run, another) = (await other.StartAsync(), await other.StartAsync());
        using var watch = journal.Watch(run);
        await SettleAsync(watch);
        var next = watch.ChangedAsync(TestContext.Current.CancellationToken);
        using var marker = journal.Watch(another);
        Assert.Null(await other.SendAsync(new JournalWrite.SendSignal(another, "go", "1", Samples.Noon)));
        await ToldAsync(marker);
        Assert.False(next.IsCompleted);
        Assert.Null(await other.SendAsync(new JournalWrite.SendSignal(run, "go", "1", Samples.Noon)));
        await next.WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_replaced_and_nothing_is_missed()
    {
        await using var journal = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var run = await other.StartAsync();
        using var watch = journal.Watch(run);
        await SettleAsync(watch);
        for (var i = 0; i < 3; i++)
        {
            await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN {database.Schema}_runs'");
            Assert.Null(await other.SendAsync(new JournalWrite.SendSignal(run, "go", $"{i}", Samples.Noon)));
            await Patience.UntilAsync(
                async () =>
                {
                    await ToldAsync(watch);
                    return (await journal.InboxAsync(run).Value()).Signals.Count > i;
                },
                "the watch leads to the signal");
            await SettleAsync(watch);
        }
    }

    /// <summary>Waits until its listener listens: it has everybody look then.</summary>
    private async Task SettleAsync(IRunWatch watch)
    {
        await Patience.UntilAsync(
            async () => await database.ExecuteAsync(
                $"SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN {database.Schema}_runs' AND state = 'idle'") is 1L,
            "the listener listens");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await watch.ChangedAsync(patience.Token);
            }
        });
    }

    private static Task ToldAsync(IRunWatch watch) =>
        watch.ChangedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
}
