using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Tests.Sqlite;

public sealed class DamageTests : IDisposable
{
    private const int Entries = 300;
    private readonly TestJournal file = new();

    public static TheoryData<byte[]> NoDatabases => new(
        "this is no database, whatever its name says. "u8.ToArray(), new byte[5000], [.. "SQLite format 3\0"u8, .. new byte[4080]]);

    [Theory]
    [MemberData(nameof(NoDatabases))]
    public async Task What_is_no_database_is_moved_aside(byte[] content)
    {
        Directory.CreateDirectory(file.Path);
        File.WriteAllBytes(file.Database, content);
        var opened = SqliteJournal.TryOpen(file.Path).Value();
        await using var journal = opened;
        var aside = Assert.Single(file.MovedAside());
        Assert.Contains(aside, Assert.Single(opened.Warnings), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(file.Path, aside)));
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.Append(run, 0));
    }

    [Fact]
    public async Task The_database_of_somebody_else_is_moved_aside()
    {
        RawDatabase.Execute(file.Database, "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')");
        var opened = SqliteJournal.TryOpen(file.Path).Value();
        await using var journal = opened;
        Assert.Single(opened.Warnings);
        var aside = Assert.Single(file.MovedAside());
        Assert.Equal(["soup"], RawDatabase.Texts(Path.Combine(file.Path, aside), "SELECT name FROM recipes"));
    }

    [Theory]
    [InlineData("journal.db")]
    [InlineData("journal.db-wal")]
    [InlineData("journal.db-shm")]
    [InlineData("journal.db-journal")]
    [InlineData("journal.db.suspect")]
    [InlineData("locks/journal.lock")]
    [InlineData("locks/runs.lock")]
    [InlineData(".gitignore")]
    public async Task A_link_out_of_the_folder_is_refused(string name)
    {
        using var elsewhere = new TemporaryFolder();
        var (missing, there) = (Path.Combine(elsewhere.Path, "missing"), elsewhere.Write("there", "precious"));
        foreach (var target in new[] { missing, there })
        {
            await file.FillAsync(1);
            var link = Path.Combine(file.Path, name);
            if (Directory.Exists(link))
            {
                Directory.Delete(link, recursive: true);
            }

            File.Delete(link);
            File.CreateSymbolicLink(link, target);
            Assert.Contains($"{link} is a symbolic link", SqliteJournal.TryOpen(file.Path).Failure!.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(missing));
            Assert.Equal("precious", await File.ReadAllTextAsync(there, TestContext.Current.CancellationToken));
            Directory.Delete(file.Path, recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_is_a_link_is_refused()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateSymbolicLink(file.Path, elsewhere.Path);
        Assert.Contains($"{file.Path} is a symbolic link", SqliteJournal.TryOpen(file.Path).Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Theory]
    [InlineData("UPDATE runs SET arguments = '[]'")]
    [InlineData("UPDATE runs SET overrides = '{\"ram\":\"9GB\"}'")]
    public async Task A_run_that_was_started_otherwise_is_not_executed(string sql)
    {
        var run = await file.FillAsync(1);
        RawDatabase.Execute(file.Database, sql);
        await using var journal = file.Open();
        Assert.Contains("not what was written", await journal.AcquireAsync(run).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_ended_otherwise_is_not_believed()
    {
        var run = await file.FillAsync(1);
        await using var journal = file.Open();
        await journal.MustWriteAsync(new JournalWrite.RecordTask(Samples.Task(run, TaskPath.Root, ExecutionStatus.Succeeded)));
        Assert.Single(await journal.TasksAsync(run).Value());
        RawDatabase.Execute(file.Database, "UPDATE tasks SET envelope = '{}'");
        Assert.Contains("not what was written", await journal.TasksAsync(run).FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_whose_damage_shows_in_use_is_moved_aside_by_the_next_process()
    {
        var run = await file.FillAsync(Entries);
        CopyLog();
        Damage(length => (length / 2, (int)(length / 2)));
        await using (var journal = file.Open())
        {
            var message = (await journal.ReadAllAsync(run)).Failure?.Message;
            Assert.NotNull(message);
            Assert.Contains("damaged", message, StringComparison.Ordinal);

            // While somebody uses it, it stays.
            var busy = SqliteJournal.TryOpen(file.Path, new() { BusyTimeout = TimeSpan.FromMilliseconds(50) }).Failure;
            Assert.Contains("is damaged, but other processes are using it", busy!.Message, StringComparison.Ordinal);
        }

        var opened = SqliteJournal.TryOpen(file.Path).Value();
        await using var next = opened;
        Assert.Single(opened.Warnings);
        Assert.Empty(await next.RunsAsync(new RunQuery()).Value());
    }

    [Fact]
    public async Task Suspicion_alone_moves_nothing()
    {
        var run = await file.FillAsync(Entries);
        File.WriteAllText(Path.Combine(file.Path, "journal.db.suspect"), string.Empty);
        await using var journal = file.Open();
        Assert.Equal(Entries, (await journal.AnswersAsync(run)).Length);
        Assert.False(File.Exists(Path.Combine(file.Path, "journal.db.suspect")));
    }

    [Fact]
    public async Task An_answer_with_a_flipped_bit_is_not_believed()
    {
        var run = await file.FillAsync(3);
        RawDatabase.Execute(file.Database, "UPDATE entries SET payload = CAST(replace(payload, 'b', 'c') AS BLOB) WHERE position = 1");
        await using var journal = file.Open();
        Assert.Contains("position 1 of the entry task", (await journal.ReadAllAsync(run)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_answer_is_noticed()
    {
        var run = await file.FillAsync(3);
        RawDatabase.Execute(file.Database, "DELETE FROM entries WHERE position = 1");
        await using var journal = file.Open();
        Assert.Contains("position 1 of the entry task", (await journal.ReadAllAsync(run)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_bytes_are_wrong_no_wrong_answer_is_believed()
    {
        var run = await file.FillAsync(Entries);
        var intact = File.ReadAllBytes(file.Database);
        string[] answers;
        await using (var journal = file.Open())
        {
            answers = await journal.AnswersAsync(run);
        }

        Gen.Select(Gen.Int[0, intact.Length - 1], Gen.Byte[1, 255], Gen.Bool).Array[1, 8]
            .Holds(changes => Check(run, intact, answers, changes), iter: 300, threads: 1);
    }

    [Fact]
    public async Task However_much_of_the_end_is_missing_no_wrong_answer_is_believed()
    {
        var run = await file.FillAsync(Entries);
        var intact = File.ReadAllBytes(file.Database);
        await using var journal = file.Open();
        var answers = await journal.AnswersAsync(run);
        await journal.DisposeAsync();
        for (var length = 0; length < intact.Length; length += 2048)
        {
            Check(run, intact[..length], answers, []);
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Opens a changed database and reads everything: nothing throws, and what is read is the beginning of the truth.</summary>
    private void Check(RunId run, byte[] intact, string[] answers, (int At, byte Mask, bool IsHeader)[] changes)
    {
        Directory.Delete(file.Path, recursive: true);
        Directory.CreateDirectory(file.Path);
        byte[] bytes = [.. intact];
        foreach (var (at, mask, isHeader) in changes)
        {
            bytes[isHeader ? at % 200 : at] ^= mask;
        }

        File.WriteAllBytes(file.Database, bytes);
        if (!SqliteJournal.TryOpen(file.Path).TryGet(out var opened, out var failure))
        {
            Assert.Contains("journal.db", failure.Message, StringComparison.Ordinal);
            return;
        }

        ReadAsync(opened, run, answers).GetAwaiter().GetResult();
    }

    private static async Task ReadAsync(SqliteJournal journal, RunId run, string[] answers)
    {
        await using (journal)
        {
            _ = await journal.RunsAsync(new RunQuery());
            _ = await journal.TasksAsync(run);
            _ = await journal.LogsAsync(run, 0);
            _ = await journal.InboxAsync(run);
            var outcome = await journal.ReadAllAsync(run);
            if (outcome.TryGet(out var read, out _))
            {
                Assert.Equal(
                    answers.Take(read.Count), read.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Payload.Span)));
            }

            _ = await journal.WriteAsync(Samples.Append(run, Entries), Durability.Durable);
            _ = await journal.CreateRunAsync(Samples.Start());
        }
    }

    /// <summary>What is in the log as well would be read from there.</summary>
    private void CopyLog()
    {
        using var connection = new SqliteConnection($"Data Source={file.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    private void Damage(Func<long, (long From, int Count)> choose)
    {
        using var stream = new FileStream(file.Database, FileMode.Open);
        var (from, count) = choose(stream.Length);
        stream.Position = from;
        stream.Write(Enumerable.Repeat((byte)0xA5, count).ToArray());
    }
}
