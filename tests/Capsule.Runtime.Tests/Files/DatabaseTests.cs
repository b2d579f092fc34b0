using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>SQLite databases in granted folders: what is committed stays, whoever else has the database open.</summary>
public sealed class DatabaseTests(RuntimeFixture fixture)
{
    private const string Locked = "OperationalError: database is locked";
    private const string Connect = "import sqlite3\nc = sqlite3.connect('data/x.db', timeout=0.2)";

    [Fact]
    public async Task A_sandbox_that_finds_a_database_locked_by_another_says_so_and_loses_nothing()
    {
        using var shared = new SharedFolder(fixture.Runtime);
        await using var first = await shared.SessionAsync();
        await using var second = await shared.SessionAsync();
        await first.ReprAsync($"{Connect}\nc.execute('create table t(a)')\nc.commit()\nc.execute('begin immediate')\nc.execute('insert into t values(2)').rowcount");

        var locked = await second.DoAsync($"{Connect}\nc.execute('insert into t values(3)')");
        Assert.Equal(Locked, locked.Failure?.Message);
        await first.ReprAsync("c.commit()");
        await second.ReprAsync("c.execute('insert into t values(3)').rowcount\nc.commit()");

        Assert.Equal("[(2,), (3,)]", await first.ReprAsync("c.execute('select a from t order by a').fetchall()"));
    }

    [Fact]
    public async Task Sandboxes_and_a_program_of_the_host_that_write_at_once_lose_no_row()
    {
        const int rows = 40;
        using var project = new Project(fixture.Runtime);
        await using var host = HostDatabase.Open(project.Of("data/x.db"), waitSeconds: 600);
        await host.DoAsync("create table t(who, n)");
        var body =
            $"""
            import sqlite3
            c = sqlite3.connect('data/x.db', timeout=600, isolation_level=None)
            for n in range({rows}):
                c.execute('begin immediate')
                c.execute('insert into t values(?, ?)', ('guest', n))
                c.execute('commit')
            """;
        var runs = project.RunAtOnceAsync(body, times: 2);
        for (var n = 0; n < rows; n++)
        {
            Assert.Equal("[]", await host.DoAsync($"insert into t values('host', {n})"));
        }

        Assert.All(await runs, envelope => Assert.True(envelope.Success, envelope.Error?.Message));
        Assert.Equal($"[[{2 * rows}]]", await host.DoAsync("select count(*) from t where who = 'guest'"));
        Assert.Equal($"[[{rows}]]", await host.DoAsync("select count(*) from t where who = 'host'"));
        Assert.Equal("""[["ok"]]""", await host.DoAsync("pragma integrity_check"));
    }

    [Fact]
    public async Task A_program_of_the_host_that_writes_to_a_database_excludes_a_sandbox_and_the_other_way_round()
    {
        using var shared = new SharedFolder(fixture.Runtime);
        await using var host = HostDatabase.Open(shared.Of("x.db"));
        await host.DoAsync("create table t(a)");
        await using var session = await shared.SessionAsync();
        await session.ReprAsync($"{Connect}\nc.execute('select * from t').fetchall()");

        await host.DoAsync("begin immediate");
        await host.DoAsync("insert into t values(1)");
        Assert.Equal(Locked, (await session.DoAsync("c.execute('insert into t values(2)')")).Failure?.Message);
        await host.DoAsync("commit");

        await session.ReprAsync("c.execute('insert into t values(3)').rowcount");
        Assert.Equal(Locked, await host.DoAsync("insert into t values(4)"));
        await session.ReprAsync("c.commit()");
        Assert.Equal("[[4]]", await host.DoAsync("select sum(a) from t"));
    }

    [Fact]
    public async Task A_database_with_a_write_ahead_log_is_refused_unless_it_is_had_alone()
    {
        using var shared = new SharedFolder(fixture.Runtime);
        await using var session = await shared.SessionAsync();
        await using (var host = HostDatabase.Open(shared.Of("x.db")))
        {
            await host.DoAsync("pragma journal_mode = wal");
            await host.DoAsync("create table t(a)");
            await host.DoAsync("insert into t values(1)");

            Assert.Equal(
                "OperationalError: unable to open database file",
                (await session.DoAsync($"{Connect}\nc.execute('insert into t values(2)')")).Failure?.Message);
            Assert.Equal(Locked, (await session.DoAsync(
                $"{Connect}\nc.execute('pragma locking_mode = exclusive')\nc.execute('insert into t values(2)')")).Failure?.Message);
            Assert.Equal("[]", await host.DoAsync("insert into t values(3)"));
        }

        await session.ReprAsync($"c.close()\n{Connect}\nc.execute('pragma locking_mode = exclusive')\nc.execute('insert into t values(4)').rowcount\nc.commit()");
        await using var later = HostDatabase.Open(shared.Of("x.db"));
        Assert.Equal(Locked, await later.DoAsync("insert into t values(5)"));
        await session.ReprAsync("c.close()");
        Assert.Equal("[[8]]", await later.DoAsync("select sum(a) from t"));
    }

    [Fact]
    public async Task A_task_that_asks_for_a_write_ahead_log_keeps_its_journal()
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(
            "import sqlite3\nc = sqlite3.connect('data/x.db')\nmode = c.execute('pragma journal_mode = wal').fetchall()\nc.execute('create table t(a)')\nreturn mode, os.listdir('data')");

        Assert.Equal("[[[\"delete\"]],[\"x.db\"]]", envelope.Json().Replace(" ", "", StringComparison.Ordinal));
    }
}
