using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Sqlite;

public sealed class BackupTests : IDisposable
{
    private readonly TestJournal file = new();
    private readonly TestJournal restored = new();

    [Fact]
    public async Task A_copy_has_what_was_written_before_and_a_beginning_of_what_is_written_meanwhile()
    {
        await using var journal = file.Open();
        var start = Samples.Start("key");
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        await lease.MustWriteAsync(Enumerable.Range(0, 200).Select(i => Samples.Append(start.Id, i, $"{i}")));
        var isOver = false;
        var writing = Task.Run(async () =>
        {
            for (var i = 200; !Volatile.Read(ref isOver); i++)
            {
                Assert.Null(await lease.WriteAsync(Samples.Append(start.Id, i, $"{i}"), Durability.Durable));
            }
        });
        for (var round = 0; round < 5; round++)
        {
            var copy = Copy($"{round}.db");
            var size = (await journal.TryBackupAsync(copy)).Value();
            Assert.Equal(new FileInfo(copy).Length, size);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        }

        Volatile.Write(ref isOver, true);
        await writing;
        Assert.Empty(Directory.GetFiles(file.Path, "*.partial*"));

        Directory.CreateDirectory(restored.Path);
        File.Copy(Copy("4.db"), restored.Database);
        await using var other = restored.Open();
        var answers = await other.AnswersAsync(start.Id);
        Assert.InRange(answers.Length, 200, (await journal.AnswersAsync(start.Id)).Length);
        Assert.Equal(Enumerable.Range(0, answers.Length).Select(i => $"{i}"), answers);
        Assert.Equal(ExecutionStatus.Interrupted, (await other.RunAsync(start.Id).Value()).Status);
        await other.MustWriteAsync(Samples.Append(start.Id, answers.Length), Samples.End(start.Id));
        Assert.False((await other.CreateRunAsync(Samples.Start("key")).Value()).IsNew);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("link")]
    public async Task A_backup_replaces_nothing(string kind)
    {
        await using var journal = file.Open();
        var path = Copy("there");
        if (kind == "file")
        {
            await File.WriteAllTextAsync(path, "precious", TestContext.Current.CancellationToken);
        }
        else if (kind == "folder")
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.CreateSymbolicLink(path, Copy("elsewhere"));
        }

        var failure = (await journal.TryBackupAsync(path)).Failure;
        Assert.Equal(ErrorType.ConfigError, failure?.Type);
        Assert.Contains("is there already", failure!.Message, StringComparison.Ordinal);
        Assert.True(kind != "file" || await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == "precious");
        Assert.False(File.Exists(Copy("elsewhere")));
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_or_is_cancelled_leaves_nothing()
    {
        await using var journal = file.Open();
        Assert.Contains(
            "cannot be written", (await journal.TryBackupAsync(Path.Combine(file.Path, "nowhere", "b.db"))).Failure?.Message, StringComparison.Ordinal);
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        Assert.Throws<OperationCanceledException>(
            () => SqliteBackup.Copy(() => SqliteSession.Open(file.Database, new()), Copy("b.db"), impatient.Token));
        Assert.Empty(Directory.GetFiles(file.Path, "b.db*"));
    }

    public void Dispose()
    {
        file.Dispose();
        restored.Dispose();
    }

    private string Copy(string name) => Path.Combine(file.Path, name);
}
