using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Storage;

/// <summary>docs/reference/journal-postgres.md, "Backup".</summary>
public sealed class BackupTests(PostgresServer server)
{
    [Fact]
    public async Task A_dump_of_a_journal_in_use_is_restored_elsewhere_and_its_runs_go_on()
    {
        var database = new TestDatabase(server);
        await using var journal = await database.OpenAsync();
        var start = Samples.Start("key");
        await using var lease = (await journal.CreateRunAsync(start).Value()).Lease!;
        await lease.MustWriteAsync(Enumerable.Range(0, 20).Select(i => Samples.Append(start.Id, i, $"{i}")));
        Assert.Null(await journal.SendAsync(new JournalWrite.SendSignal(start.Id, "go", "1", Samples.Noon)));
        var file = Path.Combine(server.Folder, $"{database.Schema}.dump");
        await PostgresServer.RunAsync(
            PostgresServer.Program("pg_dump"), ["-h", server.Folder, "-U", "capsule", "-d", "postgres", "-n", database.Schema, "-Fc", "-f", file]);
        await lease.MustWriteAsync(Samples.Append(start.Id, 20, "behind the dump"));

        var name = $"restored_{database.Schema}";
        await PostgresServer.RunAsync(PostgresServer.Program("createdb"), ["-h", server.Folder, "-U", "capsule", name]);
        await PostgresServer.RunAsync(
            PostgresServer.Program("pg_restore"), ["-h", server.Folder, "-U", "capsule", "-d", name, "--exit-on-error", file]);
        await using var restored = await PostgresJournal.OpenAsync(
            $"Host={server.Folder};Database={name};Username=capsule", new() { Schema = database.Schema }, TestContext.Current.CancellationToken);
        Assert.Equal(start with { Argv = [] }, (await restored.RunAsync(start.Id).Value()).Start with { Argv = [] });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), await restored.AnswersAsync(start.Id));
        IRunLease? next = null;
        await Patience.UntilAsync(async () => (next = (await restored.AcquireAsync(start.Id)).Value) is not null, "the lease in the dump ends");
        await next!.MustWriteAsync(Samples.Append(start.Id, 20, "of the restored"), Samples.End(start.Id));
        Assert.Equal(21, (await restored.AnswersAsync(start.Id)).Length);
        Assert.False((await restored.CreateRunAsync(Samples.Start("key")).Value()).IsNew);
        await next!.DisposeAsync();
    }
}
