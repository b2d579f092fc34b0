using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Tests.Sqlite;

public sealed class CommitTests : IDisposable
{
    private const long Normal = 1;
    private const long Full = 2;
    private readonly TestJournal file = new();

    [Theory]
    [InlineData(false, Normal)]
    [InlineData(true, Full)]
    public async Task A_batch_waits_for_the_disk_when_one_of_its_writes_is_durable(bool isDurable, long expected)
    {
        await using var journal = file.Open();
        using var queue = new WriteQueue(new());
        var seen = new List<long>();
        var batched = new PendingWrite(null, Look, 0);
        var other = new PendingWrite(null, Look, 0) { IsDurable = isDurable };
        var end = other.Await();
        Assert.True(await queue.AddAsync(batched, TestContext.Current.CancellationToken));
        Assert.True(await queue.AddAsync(other, TestContext.Current.CancellationToken));
        var committer = new GroupCommitter(
            queue, () => SqliteSession.Open(file.Database, new()), e => JournalFailures.Because(e.Message));
        Assert.Null(await end);
        queue.Close();
        await committer.Ended;
        Assert.Equal([expected, expected], seen);

        Failure? Look(SqliteSession session)
        {
            seen.Add(session.Number("PRAGMA synchronous"));
            return null;
        }
    }

    [Fact]
    public async Task All_who_wait_are_of_one_batch()
    {
        using var queue = new WriteQueue(new());
        for (var i = 0; i < 64; i++)
        {
            var write = new PendingWrite(null, _ => null, 100) { IsDurable = true };
            _ = write.Await();
            Assert.True(await queue.AddAsync(write, TestContext.Current.CancellationToken));
        }

        Assert.Equal(64, queue.Take()!.Count);
        queue.Close();
        Assert.Null(queue.Take());
    }

    [Fact]
    public async Task A_record_that_nobody_waits_for_takes_the_place_of_the_one_before_it()
    {
        await using var journal = file.Open();
        using var queue = new WriteQueue(new());
        var (run, made) = (RunId.Create(TimeProvider.System), new List<string>());
        var awaited = Record("awaited", default);
        var end = awaited.Await();
        foreach (var write in (PendingWrite[])[Record("begins", default), Record("other", default(TaskPath).Child(0)), Record("ends", default), awaited, Record("after", default)])
        {
            Assert.True(await queue.AddAsync(write, TestContext.Current.CancellationToken));
        }

        var committer = new GroupCommitter(
            queue, () => SqliteSession.Open(file.Database, new()), e => JournalFailures.Because(e.Message));
        Assert.Null(await end);
        queue.Close();
        await committer.Ended;
        Assert.Equal(["ends", "other", "awaited", "after"], made);

        PendingWrite Record(string name, TaskPath task) => new(
            run,
            _ =>
            {
                made.Add(name);
                return null;
            },
            1,
            task);
    }

    [Fact]
    public async Task A_full_queue_makes_writers_wait_until_there_is_room()
    {
        using var queue = new WriteQueue(new() { QueuedBytes = 100 });
        Assert.True(await queue.AddAsync(new PendingWrite(null, _ => null, 100), TestContext.Current.CancellationToken));
        var waiting = queue.AddAsync(new PendingWrite(null, _ => null, 100), TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.Single(queue.Take()!);
        Assert.True(await waiting);
        Assert.Single(queue.Take()!);
    }

    [Fact]
    public async Task Who_waits_for_room_may_give_up_and_who_waits_when_the_queue_closes_is_refused()
    {
        using var queue = new WriteQueue(new() { QueuedBytes = 100 });
        Assert.True(await queue.AddAsync(new PendingWrite(null, _ => null, 100), TestContext.Current.CancellationToken));
        using var cancellationSource = new CancellationTokenSource();
        var impatient = queue.AddAsync(new PendingWrite(null, _ => null, 1), cancellationSource.Token).AsTask();
        var patient = queue.AddAsync(new PendingWrite(null, _ => null, 1), TestContext.Current.CancellationToken).AsTask();
        await cancellationSource.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        queue.Close();
        Assert.False(await patient);
        Assert.Single(queue.Take()!);
    }

    [Fact]
    public async Task One_refused_write_does_not_spoil_the_others_of_its_batch()
    {
        await using var journal = file.Open();
        var run = await journal.StartAsync();
        await using var lease = await journal.AcquireAsync(run).Value();
        var failures = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => lease.WriteAsync(
            Samples.Append(run, i % 2 == 0 ? 0 : 7, $"{i}", TaskPath.Root.Child(i)), Durability.Durable).AsTask()));
        Assert.Equal(20, failures.Count(failure => failure is not null));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(i % 2 == 0 ? [$"{i}"] : [], await journal.AnswersAsync(run, TaskPath.Root.Child(i)));
        }
    }

    [Fact]
    public async Task What_was_batched_under_a_lease_is_there_when_another_process_has_it()
    {
        await using var journal = file.Open(new() { Linger = TimeSpan.FromMinutes(1) });
        await using var other = file.Open();
        var run = await journal.StartAsync();
        var lease = await journal.AcquireAsync(run).Value();
        await lease.MustWriteAsync(Samples.Append(run, 0, "durable"));
        Assert.Null(await lease.WriteAsync(Samples.Append(run, 1, "batched"), Durability.Batched));
        await lease.DisposeAsync();
        await using var next = await other.AcquireAsync(run).Value();
        Assert.Equal(["durable", "batched"], await other.AnswersAsync(run));
        await next.MustWriteAsync(Samples.Append(run, 2));
    }

    [Fact]
    public async Task A_journal_that_somebody_keeps_locked_says_so_and_goes_on_afterwards()
    {
        await using var journal = file.Open(new() { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        var run = await journal.StartAsync();
        using (var hog = new SqliteConnection($"Data Source={file.Database};Pooling=False"))
        {
            hog.Open();
            using var begin = hog.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            var message = await journal.WriteAsync(Samples.Append(run, 0), Durability.Durable).FailsAsync();
            Assert.Contains("in use by another process", message, StringComparison.Ordinal);
            Assert.Equal(run, (await journal.RunAsync(run).Value()).Id);
        }

        await journal.MustWriteAsync(Samples.Append(run, 0));
    }

    public void Dispose() => file.Dispose();
}
