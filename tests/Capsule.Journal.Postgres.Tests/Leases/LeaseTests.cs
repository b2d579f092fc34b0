using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Leases;

public sealed class LeaseTests(PostgresServer server)
{
    private static readonly PostgresJournalOptions Often = new() { RenewalInterval = TimeSpan.FromSeconds(0.2) };

    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task A_token_grows_with_each_lease()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        for (var token = 2L; token < 5; token++)
        {
            await using var lease = await journal.AcquireAsync(run).Value();
            Assert.Equal(token, await database.ExecuteAsync("SELECT token FROM {s}.leases"));
        }
    }

    [Fact]
    public async Task A_lease_that_is_renewed_lasts()
    {
        await using var journal = await database.OpenAsync(Often);
        var start = Samples.Start();
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        var first = await UntilAsync();
        await Patience.UntilAsync(async () => await UntilAsync() > first.AddSeconds(2), "the lease is renewed again and again");
        await lease.MustWriteAsync(Samples.Append(start.Id, 0));
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_lease_of_a_run_that_nobody_resumes_is_given_up_behind_all_that_was_written()
    {
        await using var journal = await database.OpenAsync();
        var start = Samples.Start(isDurable: false);
        await using (var lease = (await journal.CreateRunAsync(start, Durability.Batched).Value()).Lease!)
        {
            Assert.Null(await lease.WriteAsync(Samples.Log(start.Id, "x"), Durability.Batched));
            Assert.Null(await lease.WriteAsync(Samples.End(start.Id), Durability.Batched));
        }

        Assert.Null(await journal.FlushAsync());
        Assert.Equal(ExecutionStatus.Succeeded, (await journal.RunAsync(start.Id).Value()).Status);
        Assert.Single(await journal.LogsAsync(start.Id, 0).Value());
        Assert.Equal(0L, await database.ExecuteAsync("SELECT count(*) FROM {s}.leases WHERE until IS NOT NULL"));
    }

    [Fact]
    public async Task Who_loses_a_lease_is_told_and_writes_nothing_more()
    {
        await using var journal = await database.OpenAsync(Often);
        var start = Samples.Start();
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        await database.ExecuteAsync("UPDATE {s}.leases SET token = token + 1");
        Assert.Equal(ErrorType.LeaseLost, (await lease.WriteAsync(Samples.Append(start.Id, 0), Durability.Durable))?.Type);
        Assert.True(lease.Lost.IsCancellationRequested);
        await database.ExecuteAsync("UPDATE {s}.leases SET token = token - 1");
        Assert.Equal(ErrorType.LeaseLost, (await lease.WriteAsync(Samples.Append(start.Id, 0), Durability.Batched))?.Type);
        Assert.Null(await journal.FlushAsync());
        Assert.Empty(await journal.AnswersAsync(start.Id));
    }

    [Fact]
    public async Task Who_writes_nothing_is_told_too()
    {
        await using var journal = await database.OpenAsync(Often);
        await using var lease = (await journal.CreateRunAsync(Samples.Start()).Value()).Lease!;
        await database.ExecuteAsync("UPDATE {s}.leases SET token = token + 1");
        await Patience.UntilAsync(() => Task.FromResult(lease.Lost.IsCancellationRequested), "the lease is lost");
    }

    [Fact]
    public async Task Batched_writes_of_a_lost_lease_make_none_of_their_batch_and_are_reported()
    {
        await using var journal = await database.OpenAsync(new() { Linger = TimeSpan.FromSeconds(1) });
        var (start, other) = (Samples.Start(), Samples.Start());
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        await using var good = (await journal.CreateRunAsync(other).Value()).Lease!;
        await database.ExecuteAsync($"UPDATE {{s}}.leases SET token = token + 1 WHERE run = (SELECT seq FROM {{s}}.runs WHERE id = '{start.Id}')");
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await lease.WriteAsync(Samples.Append(start.Id, i), Durability.Batched));
            Assert.Null(await good.WriteAsync(Samples.Append(other.Id, i, $"{i}"), Durability.Batched));
        }

        Assert.Equal(ErrorType.LeaseLost, (await journal.FlushAsync())?.Type);
        Assert.Empty(await journal.AnswersAsync(start.Id));
        Assert.Equal(["0", "1", "2", "3", "4"], await journal.AnswersAsync(other.Id));
        Assert.Equal(ErrorType.LeaseLost, journal.Lost?.Type);
    }

    [Fact]
    public async Task What_follows_a_batched_write_that_was_refused_is_refused()
    {
        await using var journal = await database.OpenAsync(new() { Linger = TimeSpan.FromSeconds(1) });
        var start = Samples.Start();
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        Assert.Null(await lease.WriteAsync(Samples.Append(start.Id, 0), Durability.Batched));
        Assert.Null(await lease.WriteAsync(Samples.Append(start.Id, 7), Durability.Batched));
        Assert.Null(await lease.WriteAsync(Samples.Log(start.Id, "behind a hole"), Durability.Batched));
        var message = (await lease.WriteAsync(Samples.End(start.Id), Durability.Durable))?.Message;
        Assert.Contains("position 7", message, StringComparison.Ordinal);
        Assert.Single(await journal.AnswersAsync(start.Id));
        Assert.Empty(await journal.LogsAsync(start.Id, 0).Value());
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Null((await journal.RunAsync(start.Id).Value()).Ended);
    }

    private async Task<DateTime> UntilAsync() => (DateTime)(await database.ExecuteAsync("SELECT until FROM {s}.leases"))!;
}
