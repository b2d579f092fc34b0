using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Durable;

/// <summary>A journal in an empty folder, which is gone at the end.</summary>
internal sealed class BenchmarkJournal : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly SqliteJournal journal;

    private BenchmarkJournal(DirectoryInfo folder, SqliteJournal journal) => (this.folder, this.journal) = (folder, journal);

    /// <summary>The ways a run can be kept, with what they are called in reports.</summary>
    internal static IReadOnlyList<string> Ways { get; } = ["no journal", "journaled", "durable"];

    /// <summary>Makes one in the current directory: temporary directories are often no real disk.</summary>
    internal static BenchmarkJournal Create()
    {
        var folder = Directory.CreateDirectory($"bench-journal-{Guid.NewGuid():n}");
        return new BenchmarkJournal(folder, BenchmarkRuntime.Require(SqliteJournal.TryOpen(folder.FullName)));
    }

    /// <summary>Journals a run in one of the <see cref="Ways"/>.</summary>
    internal RunOptions Keep(RunOptions options, string way) => way == Ways[0] ? options : options with
    {
        Journaling = new RunJournaling { Journal = journal, Program = "bench.py", IsDurable = way == Ways[2] },
    };

    /// <summary>The only run, or the newest.</summary>
    internal async Task<RunRecord> LastAsync() =>
        BenchmarkRuntime.Require(await journal.RunsAsync(new RunQuery { Limit = 1 }))[0];

    /// <summary>Waits until so many runs wait.</summary>
    internal async Task WaitingAsync(int count)
    {
        var query = new RunQuery { Status = ExecutionStatus.Waiting, Limit = count };
        while (BenchmarkRuntime.Require(await journal.RunsAsync(query)).Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    /// <summary>Waits until what was batched is on the disk.</summary>
    internal async Task FlushAsync()
    {
        if (await journal.FlushAsync() is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }
    }

    /// <summary>Bytes on the disk.</summary>
    internal long Size() => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
