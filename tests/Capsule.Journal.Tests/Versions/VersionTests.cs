using System.Text;
using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Versions;

/// <summary>Journals of all versions are read for ever. The scripts beside this file are what users have.</summary>
public sealed class VersionTests : IDisposable
{
    private const string Objects = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
    private readonly TestJournal file = new();

    [Fact]
    public async Task A_journal_of_version_1_is_read()
    {
        RawDatabase.Execute(file.Database, Script("journal-v1.sql"));
        await using var journal = file.Open();
        var runs = await journal.RunsAsync(new RunQuery()).Value();
        Assert.Equal([ExecutionStatus.Failed, ExecutionStatus.Waiting], runs.Select(run => run.Status));
        var run = runs[1];
        Assert.Equal("nightly", run.Start.IdempotencyKey);
        Assert.Equal(["-v", "two words"], run.Start.Argv);
        Assert.Equal(Samples.Noon.AddDays(2), run.State.WakeAt);
        Assert.Equal("approved again", run.State.AwaitedSignal);
        Assert.Equal(Samples.Noon.AddSeconds(61), run.CancelRequested);
        Assert.Equal(["1772366400.25", """{"result":"größer"}""", """{"by":"Ann"}"""], await journal.AnswersAsync(run.Id));
        var again = (await journal.ReadAllAsync(run.Id, TaskPath.Root.Child(0), attempt: 2)).Value();
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2], Assert.Single(again).Payload.ToArray());
        Assert.Equal(["main", "analyze"], (await journal.TasksAsync(run.Id).Value()).Select(task => task.Name));
        Assert.Equal("more", Assert.Single((await journal.InboxAsync(run.Id).Value()).Signals).Name);
        var logs = await journal.LogsAsync(run.Id, 0).Value();
        Assert.Equal([LogChannel.Output, LogChannel.Error], logs.Select(log => log.Channel));
        Assert.Equal("hello\n", Encoding.UTF8.GetString(logs[0].Bytes.Span));
    }

    [Fact]
    public async Task A_run_of_version_1_goes_on()
    {
        RawDatabase.Execute(file.Database, Script("journal-v1.sql"));
        await using var journal = file.Open();
        var run = (await journal.RunsAsync(new RunQuery { Status = ExecutionStatus.Waiting }).Value())[0].Id;
        await using var owner = await journal.AcquireAsync(run).Value();
        await owner.MustWriteAsync(
            new JournalWrite.ChangeRun(run, RunState.Running, Samples.Noon.AddDays(3)), Samples.Append(run, 3), Samples.End(run));
        Assert.Equal(4, (await journal.AnswersAsync(run)).Length);
    }

    [Fact]
    public async Task A_new_journal_is_built_like_the_last_script()
    {
        await using (file.Open())
        {
        }

        using var other = new TestJournal();
        RawDatabase.Execute(other.Database, Script($"journal-v{SchemaVersions.Scripts.Count}.sql"));
        foreach (var query in (string[])[Objects, "PRAGMA user_version", "PRAGMA application_id", "PRAGMA auto_vacuum", "PRAGMA journal_mode"])
        {
            Assert.Equal(RawDatabase.Texts(other.Database, query), RawDatabase.Texts(file.Database, query));
        }
    }

    [Fact]
    public async Task An_older_journal_is_migrated_once_and_keeps_what_it_has()
    {
        RawDatabase.Execute(file.Database, Script("journal-v1.sql"));
        string[] scripts = [.. SchemaVersions.Scripts, "ALTER TABLE runs ADD COLUMN note TEXT;\nUPDATE runs SET note = id;"];
        for (var i = 0; i < 2; i++)
        {
            var opened = SqliteJournal.TryOpen(file.Path, new(), scripts).Value();
            await using var journal = opened;
            Assert.Empty(opened.Warnings);
            Assert.Equal(2, (await journal.RunsAsync(new RunQuery()).Value()).Count);
        }

        Assert.Equal(RawDatabase.Texts(file.Database, "SELECT id FROM runs"), RawDatabase.Texts(file.Database, "SELECT note FROM runs"));
        Assert.Equal(["2"], RawDatabase.Texts(file.Database, "PRAGMA user_version"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_old_journal()
    {
        RawDatabase.Execute(file.Database, Script("journal-v1.sql"));
        string[] scripts = [.. SchemaVersions.Scripts, "ALTER TABLE runs ADD COLUMN note TEXT;\nUPDATE missing SET note = id;"];
        var failure = SqliteJournal.TryOpen(file.Path, new(), scripts).Failure;
        Assert.Contains("no such table: missing", failure!.Message, StringComparison.Ordinal);
        await using var journal = file.Open();
        Assert.Equal(2, (await journal.RunsAsync(new RunQuery()).Value()).Count);
    }

    [Fact]
    public async Task A_journal_that_others_use_is_not_migrated()
    {
        await using var user = file.Open();
        var options = new SqliteJournalOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) };
        var failure = SqliteJournal.TryOpen(file.Path, options, [.. SchemaVersions.Scripts, "SELECT 1"]).Failure;
        Assert.Contains("other processes are using it", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], RawDatabase.Texts(file.Database, "PRAGMA user_version"));
    }

    [Fact]
    public async Task A_journal_from_the_future_is_refused_and_left_alone()
    {
        await using (file.Open())
        {
        }

        RawDatabase.Execute(file.Database, "PRAGMA user_version = 99");
        var failure = SqliteJournal.TryOpen(file.Path).Failure;
        Assert.Contains("format version 99", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["99"], RawDatabase.Texts(file.Database, "PRAGMA user_version"));
        Assert.Empty(file.MovedAside());
    }

    public void Dispose() => file.Dispose();

    private static string Script(string name)
    {
        using var stream = typeof(VersionTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
