using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests;

/// <summary>What one tenant has, another cannot see, name or change.</summary>
public sealed class TenantTests(PostgresServer server)
{
    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task A_tenant_neither_sees_nor_names_runs_of_another()
    {
        await using var mine = await database.OpenAsync(new() { Tenant = "mine" });
        var other = mine.ForTenant("other");
        var start = Samples.Start("key");
        await using var lease = (await mine.CreateRunAsync(start).Value()).Lease!;
        await lease.MustWriteAsync(Samples.Append(start.Id, 0), Samples.Log(start.Id, "x"), new JournalWrite.RecordTask(Samples.Task(start.Id, default)));
        Assert.Null(await mine.SendAsync(new JournalWrite.SendSignal(start.Id, "go", "1", Samples.Noon)));

        Assert.Empty(await other.RunsAsync(new RunQuery()).Value());
        Assert.Empty(await other.RunsAsync(new RunQuery { IdempotencyKey = "key" }).Value());
        Assert.Empty(await other.RunsAsync(new RunQuery { IdPrefix = start.Id.ToString() }).Value());
        Assert.Contains("no run", await other.RunAsync(start.Id).FailsAsync(), StringComparison.Ordinal);
        Assert.Contains("no run", await other.InboxAsync(start.Id).FailsAsync(), StringComparison.Ordinal);
        Assert.Contains("no run", await other.AcquireAsync(start.Id).FailsAsync(), StringComparison.Ordinal);
        Assert.Empty(await other.AnswersAsync(start.Id));
        Assert.Empty(await other.LogsAsync(start.Id, 0).Value());
        Assert.Empty(await other.TasksAsync(start.Id).Value());
        foreach (var write in (JournalWrite.ByAnyone[])
            [new JournalWrite.SendSignal(start.Id, "go", "2", Samples.Noon), new JournalWrite.RequestCancel(start.Id, Samples.Noon)])
        {
            Assert.Contains("no run", await other.SendAsync(write).FailsAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("1", Assert.Single((await mine.InboxAsync(start.Id).Value()).Signals).Payload);
        Assert.Null((await mine.RunAsync(start.Id).Value()).CancelRequested);
    }

    [Fact]
    public async Task Ids_and_keys_are_unique_within_a_tenant_and_not_beyond()
    {
        await using var mine = await database.OpenAsync(new() { Tenant = "mine" });
        var other = mine.ForTenant("other");
        var start = Samples.Start("key");
        await using var first = (await mine.CreateRunAsync(start).Value()).Lease!;
        await using var second = (await other.CreateRunAsync(start).Value()).Lease!;
        await first.MustWriteAsync(Samples.Append(start.Id, 0, "mine"));
        await second.MustWriteAsync(Samples.Append(start.Id, 0, "other"), Samples.Append(start.Id, 1, "other"));
        Assert.Equal(["mine"], await mine.AnswersAsync(start.Id));
        Assert.Equal(["other", "other"], await other.AnswersAsync(start.Id));
        Assert.False((await mine.CreateRunAsync(Samples.Start("key")).Value()).IsNew);
        Assert.Single(await mine.RunsAsync(new RunQuery()).Value());
    }

    [Fact]
    public async Task A_signal_of_another_tenant_is_not_consumed()
    {
        await using var mine = await database.OpenAsync();
        var other = mine.ForTenant("other");
        var start = Samples.Start();
        await using var first = (await mine.CreateRunAsync(start).Value()).Lease!;
        await using var second = (await other.CreateRunAsync(start).Value()).Lease!;
        Assert.Null(await mine.SendAsync(new JournalWrite.SendSignal(start.Id, "go", "1", Samples.Noon)));
        var signal = Assert.Single((await mine.InboxAsync(start.Id).Value()).Signals);
        var stolen = new JournalWrite.AppendEntry(Samples.Entry(start.Id, 0) with { Signal = signal.Id });
        Assert.Contains("consumed", await second.WriteAsync(stolen, Durability.Durable).FailsAsync(), StringComparison.Ordinal);
        Assert.Single((await mine.InboxAsync(start.Id).Value()).Signals);
    }

    [Fact]
    public async Task Pruning_forgets_runs_of_its_tenant_only()
    {
        await using var mine = await database.OpenAsync();
        var other = mine.ForTenant("other");
        foreach (var journal in (PostgresJournal[])[mine, other])
        {
            await journal.MustWriteAsync(Samples.End(await journal.StartAsync()));
        }

        Assert.Equal(1, (await mine.PruneAsync(new Retention(Samples.Noon.AddDays(1))).Value()).Runs);
        Assert.Empty(await mine.RunsAsync(new RunQuery()).Value());
        Assert.Single(await other.RunsAsync(new RunQuery()).Value());
    }

    /// <summary>Each table has the tenant in each row, so that no query has an excuse.</summary>
    [Fact]
    public async Task Every_row_says_whose_it_is()
    {
        await using var journal = await database.OpenAsync(new() { Tenant = "mine" });
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(
            Samples.Append(run, 0), Samples.Log(run, "x"), new JournalWrite.RecordTask(Samples.Task(run, default)),
            new JournalWrite.SendSignal(run, "go", "1", Samples.Noon));
        foreach (var table in (string[])["runs", "leases", "tasks", "entries", "signals", "logs", "writers"])
        {
            Assert.True(await database.ExecuteAsync($"SELECT bool_and(tenant = 'mine') FROM {{s}}.{table}") is true, table);
        }
    }
}
