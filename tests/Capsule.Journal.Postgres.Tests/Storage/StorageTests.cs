using Capsule.Journal.Postgres.Storage;
using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Tests.Storage;

public sealed class StorageTests(PostgresServer server)
{
    private readonly TestDatabase database = new(server);

    [Theory]
    [InlineData("UPDATE {s}.entries SET payload = 'other'")]
    [InlineData("UPDATE {s}.entries SET kind = 'other'")]
    [InlineData("UPDATE {s}.entries SET signature = signature || ' '")]
    [InlineData("UPDATE {s}.entries SET time = time + 1")]
    [InlineData("UPDATE {s}.entries SET position = position + 1 WHERE position = 1")]
    [InlineData("DELETE FROM {s}.entries WHERE position = 0")]
    public async Task An_entry_that_is_not_what_was_written_is_never_used(string damage)
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.Append(run, 0), Samples.Append(run, 1));
        await database.ExecuteAsync(damage);
        var read = await journal.ReadAllAsync(run);
        Assert.Contains("damaged", read.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE {s}.runs SET arguments = '[]'")]
    [InlineData("UPDATE {s}.runs SET task = 'other'")]
    [InlineData("UPDATE {s}.runs SET argv = '{}'")]
    [InlineData("UPDATE {s}.runs SET status = 'nonsense'")]
    public async Task A_run_that_is_not_what_was_written_is_not_executed(string damage)
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        await database.ExecuteAsync(damage);
        Assert.NotNull((await journal.AcquireAsync(run)).Failure);
        Assert.NotNull((await journal.RunAsync(run)).Failure);
    }

    [Fact]
    public async Task A_task_that_is_not_what_was_written_is_refused()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(new JournalWrite.RecordTask(Samples.Task(run, default, ExecutionStatus.Succeeded)));
        await database.ExecuteAsync("UPDATE {s}.tasks SET envelope = '{}'");
        Assert.Contains("not what was written", await journal.TasksAsync(run).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (await database.OpenAsync())
        {
        }

        await database.ExecuteAsync("UPDATE {s}.journal_version SET version = 99");
        var refused = await PostgresJournal.TryOpenAsync(database.ConnectionString, new() { Schema = database.Schema }, TestContext.Current.CancellationToken);
        Assert.Contains("version 99", refused.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(99, await database.ExecuteAsync("SELECT version FROM {s}.journal_version"));
    }

    [Fact]
    public async Task An_older_journal_is_brought_up_to_date_in_one_transaction()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        string[] younger = [SchemaScripts.All[0], "ALTER TABLE {s}.runs ADD COLUMN color text"];
        Assert.Null(await Migration.ApplyAsync(connection, database.Schema, "here", [younger[0]], TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<PostgresException>(() => Migration.ApplyAsync(
            connection, database.Schema, "here", [.. younger, "ALTER TABLE {s}.nonsense ADD COLUMN size text"], TestContext.Current.CancellationToken));
        Assert.Equal(1, await database.ExecuteAsync("SELECT version FROM {s}.journal_version"));
        Assert.Null(await Migration.ApplyAsync(connection, database.Schema, "here", younger, TestContext.Current.CancellationToken));
        Assert.Equal(2, await database.ExecuteAsync("SELECT version FROM {s}.journal_version"));
        Assert.Equal(0L, await database.ExecuteAsync("SELECT count(color) FROM {s}.runs"));
    }

    [Fact]
    public async Task Texts_that_PostgreSQL_cannot_hold_are_refused_and_spoil_nothing_else()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        await using var lease = await journal.AcquireAsync(run).Value();
        var failures = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => lease.WriteAsync(
            new JournalWrite.AppendEntry(Samples.Entry(run, 0, task: TaskPath.Root.Child(i)) with { Kind = i % 2 == 0 ? "good" : i == 1 ? "\0" : "\ud800" }),
            Durability.Durable).AsTask()));
        Assert.All(failures.Index(), each => Assert.True(each.Index % 2 == 0 == each.Item is null, $"{each.Index}: {each.Item?.Message}"));
        await lease.MustWriteAsync(Samples.Append(run, 0));
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        await using var journal = await database.OpenAsync(new() { MaxBytesPerWrite = 1000 });
        var run = await journal.StartAsync();
        Assert.Contains(
            "larger than the 1000", await journal.WriteAsync(Samples.Append(run, 0, new string('x', 2000)), Durability.Durable).FailsAsync(),
            StringComparison.Ordinal);
        var large = Samples.Start() with { Arguments = new string('x', 2000) };
        Assert.Contains("larger than the 1000", await journal.CreateRunAsync(large).FailsAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "larger than the 1000", await journal.SendAsync(new JournalWrite.SendSignal(run, "s", new string('x', 2000), Samples.Noon)).FailsAsync(),
            StringComparison.Ordinal);
        await journal.MustWriteAsync(Samples.Append(run, 0));
    }

    [Fact]
    public async Task Large_answers_are_read_a_few_at_a_time()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        var answer = new string('x', 3 << 20);
        await journal.MustWriteAsync(Enumerable.Range(0, 5).Select(i => Samples.Append(run, i, answer)));
        var page = await journal.EntriesAsync(run, default, 1, 0).Value();
        Assert.Equal((2, true), (page.Entries.Count, page.HasMore));
        Assert.Equal(5, (await journal.ReadAllAsync(run)).Value().Count);
    }

    [Fact]
    public async Task Pruning_goes_on_in_steps_and_leaves_runs_that_are_owned()
    {
        await using var journal = await database.OpenAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < 250; i++)
        {
            runs.Add(await journal.StartAsync());
        }

        await journal.MustWriteAsync(runs.Select(run => Samples.End(run)));
        await using var lease = await journal.AcquireAsync(runs[7]).Value();
        var pruned = await journal.PruneAsync(new Retention(Samples.Noon.AddDays(1))).Value();
        Assert.Equal(249, pruned.Runs);
        Assert.True(pruned.Bytes > 0);
        Assert.Equal([runs[7]], (await journal.RunsAsync(new RunQuery()).Value()).Select(run => run.Id));
    }

    [Theory]
    [InlineData("Capsule")]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("a; drop")]
    [InlineData("1a")]
    public async Task A_schema_is_a_plain_name(string schema) =>
        Assert.Equal(ErrorType.ConfigError, (await PostgresJournal.TryOpenAsync(database.ConnectionString, new() { Schema = schema })).Failure?.Type);

    [Fact]
    public async Task Options_that_cannot_be_kept_are_refused()
    {
        foreach (var options in (PostgresJournalOptions[])
            [
                new() { Tenant = "" }, new() { Tenant = new string('x', 101) }, new() { Tenant = "a\nb" },
                new() { LeaseDuration = TimeSpan.FromMilliseconds(999) }, new() { LeaseDuration = TimeSpan.FromHours(2) },
                new() { RenewalInterval = TimeSpan.FromSeconds(16) }, new() { ReconnectTimeout = TimeSpan.FromSeconds(-1) },
                new() { StatementTimeout = TimeSpan.Zero }, new() { Linger = TimeSpan.FromMinutes(1) }, new() { QueuedBytes = 0 },
            ])
        {
            Assert.Equal(ErrorType.ConfigError, (await PostgresJournal.TryOpenAsync(database.ConnectionString, options)).Failure?.Type);
        }

        Assert.Equal(ErrorType.ConfigError, (await PostgresJournal.TryOpenAsync("nonsense")).Failure?.Type);
    }

    [Fact]
    public async Task A_message_has_the_place_and_no_password()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            database.ConnectionString + ";Password=hidden", new() { Schema = database.Schema }, TestContext.Current.CancellationToken);
        Assert.Contains(database.Schema, journal.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", journal.Location, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be reached",
            (await PostgresJournal.TryOpenAsync($"Host={server.Folder}/nowhere;Username=capsule", new() { ReconnectTimeout = TimeSpan.Zero })).Failure?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_fails()
    {
        await using var journal = await database.OpenAsync(new() { StatementTimeout = TimeSpan.FromSeconds(1), ReconnectTimeout = TimeSpan.Zero });
        var run = await journal.StartAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var hog = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await hog.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"LOCK TABLE {database.Schema}.signals", hog);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        _ = await journal.SendAsync(new JournalWrite.SendSignal(run, "s", "1", Samples.Noon)).FailsAsync();
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Null(await journal.SendAsync(new JournalWrite.SendSignal(run, "s", "2", Samples.Noon)));
        Assert.Equal("2", Assert.Single((await journal.InboxAsync(run).Value()).Signals).Payload);
    }
}
