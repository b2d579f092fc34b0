using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Support;

/// <summary>A journal in a folder that is gone after the test.</summary>
internal sealed class TestJournal : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal string Path => System.IO.Path.Combine(folder.Path, ".capsule");

    internal string Database => System.IO.Path.Combine(Path, "journal.db");

    internal SqliteJournal Open(SqliteJournalOptions? options = null)
    {
        var opened = SqliteJournal.TryOpen(Path, options).Value();
        Assert.Empty(opened.Warnings);
        return opened;
    }

    internal string[] MovedAside() =>
        [.. Directory.GetFiles(Path, "journal.db.damaged-*").Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Makes a journal of one run with some entries, whose database is complete without its log.</summary>
    internal async Task<RunId> FillAsync(int entries, int bytes = 100)
    {
        await using var journal = Open();
        var run = await journal.StartAsync();
        for (var i = 0; i < entries; i++)
        {
            var answer = $"{i}:{new string((char)('a' + (i % 26)), bytes)}";
            Assert.Null(await journal.WriteAsync(Samples.Append(run, i, answer), Durability.Batched));
        }

        Assert.Null(await journal.FlushAsync());
        return run;
    }

    public void Dispose() => folder.Dispose();
}
