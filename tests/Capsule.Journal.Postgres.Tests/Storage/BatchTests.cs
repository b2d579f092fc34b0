using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journal.Postgres.Writing;
using Capsule.Journaling;
using Capsule.Tests.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Tests.Storage;

public sealed class BatchTests(PostgresServer server)
{
    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task A_batch_is_committed_once_although_it_is_sent_again_while_the_server_is_busy_with_it()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var hog = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var second = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await hog.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand($"LOCK TABLE {database.Schema}.signals", hog))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var sender = new BatchSender(new WriteStatements(database.Schema));
        var write = new PendingWrite("default", 1) { Write = new JournalWrite.SendSignal(run, "go", "1", Samples.Noon), IsDurable = true };
        var slow = sender.SendAsync(first, [write], 1);
        await Patience.UntilAsync(
            async () => await database.ExecuteAsync($"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{database.Schema}.signals'::regclass") is 1L,
            "the first message waits for the table");
        var again = sender.SendAsync(second, [write], 1);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await slow);
        Assert.Equal("22012", (await Assert.ThrowsAsync<PostgresException>(() => again)).SqlState);
        Assert.Single((await journal.InboxAsync(run).Value()).Signals);
        Assert.True(await new Verification(database.Schema).IsCommittedAsync(second, "default", sender.Writer, 1));
        Assert.Null(await new Verification(database.Schema).FindAsync(second, write));
    }

    [Fact]
    public async Task What_a_committed_batch_made_is_found_and_what_it_refused_is_explained()
    {
        await using var journal = await database.OpenAsync();
        var start = Samples.Start("key");
        await using var lease = (Capsule.Journal.Postgres.Leases.PostgresLease)(await journal.CreateRunAsync(start).Value()).Lease!;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var verification = new Verification(database.Schema);
        JournalWrite[] writes =
        [
            Samples.Append(start.Id, 0), Samples.Log(start.Id, "x"), new JournalWrite.RecordTask(Samples.Task(start.Id, default, ExecutionStatus.Succeeded)),
            new JournalWrite.SendSignal(start.Id, "go", "1", Samples.Noon), new JournalWrite.RequestCancel(start.Id, Samples.Noon), Samples.End(start.Id),
        ];
        foreach (var write in writes)
        {
            var pending = new PendingWrite("default", 1) { Write = write, Lease = write is JournalWrite.ByOwner ? lease : null };
            if (write is not JournalWrite.ChangeRun)
            {
                Assert.NotNull(await verification.FindAsync(connection, pending));
            }

            Assert.Null(write is JournalWrite.ByAnyone sent ? await journal.SendAsync(sent) : await lease.WriteAsync((JournalWrite.ByOwner)write, Durability.Durable));
            Assert.Null(await verification.FindAsync(connection, pending));
        }

        Assert.Null(await verification.FindAsync(connection, new PendingWrite("default", 1) { Start = start, Lease = lease }));
        Assert.NotNull(await verification.FindAsync(connection, new PendingWrite("default", 1) { Start = Samples.Start(), Lease = lease }));
    }
}
