using System.Globalization;
using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Crash;

public sealed class KillTests(PostgresServer server)
{
    private const int Rounds = 6;
    private const int Appenders = 8;

    private readonly TestDatabase database = new(server);

    [Fact]
    public async Task What_a_killed_process_was_told_to_be_on_the_disk_is_there()
    {
        await using var journal = await database.OpenAsync();
        var run = await journal.StartAsync();
        var random = new Random(20260301);
        var told = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            await KillOneAsync(run, random.Next(300), told);
            await journal.MustHaveAsync(run, Appenders, told);
        }

        Assert.Equal(Appenders, told.Count);
    }

    [Fact]
    public async Task Processes_that_begin_a_journal_at_once_all_write_to_it()
    {
        const int Count = 100;
        string[] keys = ["a", "b", "c", "d"];
        var children = keys.Select(key => DatabaseChild.Start(database, "write", key, $"{Count}")).ToList();
        foreach (var child in children)
        {
            Assert.Equal(0, await child.ExitCodeAsync());
            child.Dispose();
        }

        await using var journal = await database.OpenAsync();
        var shared = Assert.Single(await journal.RunsAsync(new RunQuery { IdempotencyKey = "shared" }).Value());
        Assert.Equal(Count * keys.Length, (await journal.InboxAsync(shared.Id).Value()).Signals.Count);
        foreach (var key in keys)
        {
            var run = Assert.Single(await journal.RunsAsync(new RunQuery { IdempotencyKey = key }).Value());
            Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{key}/{i}"), await journal.AnswersAsync(run.Id));
        }
    }

    private async Task KillOneAsync(RunId run, int appends, Dictionary<string, int> told)
    {
        using var child = DatabaseChild.Start(database, "append", run.ToString(), Appenders.ToString(CultureInfo.InvariantCulture));
        await Appending.KillAsync(child, appends, told);
        await database.EndLeasesAsync();
    }
}
