using System.Buffers.Binary;
using System.Text;
using Capsule.Journal.Sqlite;
using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Sqlite;

/// <summary>Journals that somebody else made, and that are built to do more than hold rows.</summary>
public sealed class ForeignSchemaTests : IDisposable
{
    private const string Columns = "run, task, channel, time, bytes";
    private readonly TestJournal file = new();

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END")]
    [InlineData("DROP TABLE logs; CREATE VIEW logs AS SELECT * FROM runs")]
    [InlineData("CREATE VIEW another AS SELECT 1")]
    [InlineData("ALTER TABLE runs ADD COLUMN big TEXT AS (hex(zeroblob(300000000)))")]
    [InlineData($"DROP TABLE logs; CREATE TABLE logs (seq INTEGER PRIMARY KEY, run, task, channel, time, bytes AS (zeroblob(300000000)))")]
    [InlineData($"DROP TABLE logs; CREATE VIRTUAL TABLE logs USING fts5({Columns})")]
    [InlineData("CREATE VIRTUAL TABLE more USING fts5(a)")]
    [InlineData("CREATE VIRTUAL TABLE more USING rtree(id, a, b)")]
    [InlineData("CREATE INDEX more ON runs (task)")]
    [InlineData("CREATE INDEX more ON runs (hex(task))")]
    [InlineData("CREATE INDEX more ON runs (id) WHERE hex(zeroblob(100000000)) <> ''")]
    [InlineData("DROP INDEX logs_by_run")]
    [InlineData("DROP INDEX logs_by_run; CREATE INDEX logs_by_run ON logs (run, seq DESC)")]
    [InlineData("DROP INDEX runs_by_status; CREATE INDEX runs_by_status ON runs (status COLLATE NOCASE, seq)")]
    [InlineData($"DROP TABLE logs; CREATE TABLE logs (seq INTEGER PRIMARY KEY, {Columns})")]
    [InlineData($"DROP TABLE logs; CREATE TABLE logs (seq INTEGER PRIMARY KEY, {Columns}) WITHOUT ROWID")]
    [InlineData($"DROP TABLE logs; CREATE TABLE logs (seq INTEGER PRIMARY KEY, {Columns}, CHECK (hex(zeroblob(300000000)) <> ''))")]
    [InlineData("ALTER TABLE runs RENAME COLUMN task TO mask")]
    [InlineData("CREATE TABLE more (a)")]
    [InlineData("ANALYZE")]
    [InlineData("PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = sql || '   ' WHERE name = 'logs'")]
    [InlineData("PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = replace(sql, 'bytes BLOB', 'bytes TEXT') WHERE name = 'logs'")]
    [InlineData("PRAGMA user_version=-1")]
    [InlineData("PRAGMA user_version=-2147483648")]
    [InlineData("PRAGMA application_id=-1")]
    public async Task A_journal_whose_tables_are_not_ours_is_moved_aside(string sql)
    {
        await file.FillAsync(1);
        RawDatabase.Execute(file.Database, sql);
        await ExpectMovedAsideAsync();
    }

    [Fact]
    public async Task A_definition_that_is_too_long_is_moved_aside()
    {
        await file.FillAsync(1);
        RawDatabase.Execute(file.Database, $"CREATE TABLE more (a CHECK (a <> '{new string('x', 100_000)}'))");
        await ExpectMovedAsideAsync();
    }

    [Fact]
    public async Task A_table_whose_pages_lead_to_one_another_is_not_read_for_ever()
    {
        await file.FillAsync(1);
        RawDatabase.Execute(file.Database, "PRAGMA wal_checkpoint(TRUNCATE)");
        ShareLeaves("runs", levels: 16);
        await using (var journal = file.Open())
        {
            // One reads rows and keeps them, the other one counts them and keeps none.
            var failure = (await journal.RunsAsync(new RunQuery { Limit = int.MaxValue })).Failure;
            Assert.Contains("is damaged", failure?.Message, StringComparison.Ordinal);
            failure = (await journal.PruneAsync(new Retention(DateTimeOffset.MaxValue, 0))).Failure;
            Assert.Contains("is damaged", failure?.Message, StringComparison.Ordinal);
        }

        // The next process looks at all of it.
        await ExpectMovedAsideAsync();
    }

    [Fact]
    public async Task A_rollback_that_names_another_file_deletes_nothing()
    {
        await file.FillAsync(1);
        using var elsewhere = new TemporaryFolder();
        var precious = elsewhere.Write("precious", "of the user");
        File.WriteAllBytes(Path.Combine(file.Path, "journal.db-journal"), RollbackNaming(precious));
        await ExpectMovedAsideAsync();
        Assert.Equal("of the user", await File.ReadAllTextAsync(precious, TestContext.Current.CancellationToken));
        Assert.Contains(file.MovedAside(), name => name.EndsWith("-journal", StringComparison.Ordinal));
    }

    public void Dispose() => file.Dispose();

    private async Task ExpectMovedAsideAsync()
    {
        var opened = SqliteJournal.TryOpen(file.Path).Value();
        await using var journal = opened;
        Assert.Single(opened.Warnings);
        Assert.NotEmpty(file.MovedAside());
        Assert.Empty(await journal.RunsAsync(new RunQuery()).Value());
    }

    /// <summary>Puts pages over a table's only one, each with two cells and all of them leading to the page below.</summary>
    private void ShareLeaves(string table, int levels)
    {
        var root = int.Parse(
            Assert.Single(RawDatabase.Texts(file.Database, $"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")),
            System.Globalization.CultureInfo.InvariantCulture);
        var bytes = File.ReadAllBytes(file.Database);
        var size = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(16));
        var leaf = bytes.AsSpan((root - 1) * size, size).ToArray();
        Assert.Equal(13, leaf[0]); // the leaf of a table
        var count = bytes.Length / size;
        byte[] all = [.. bytes, .. leaf, .. Enumerable.Range(1, levels).SelectMany(level => Interior(size, count + level))];
        Interior(size, count + levels + 1).CopyTo(all.AsSpan((root - 1) * size));
        BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(28), all.Length / size);
        File.WriteAllBytes(file.Database, all);
    }

    /// <summary>sqlite.org/fileformat2.html, section 1.6: a page of a table that only leads to others.</summary>
    private static byte[] Interior(int size, int child)
    {
        var page = new byte[size];
        page[0] = 5;
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(3), 2);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(5), (ushort)(size - 10));
        BinaryPrimitives.WriteInt32BigEndian(page.AsSpan(8), child);
        for (var cell = 0; cell < 2; cell++)
        {
            var at = size - (5 * (cell + 1));
            BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(12 + (2 * cell)), (ushort)at);
            BinaryPrimitives.WriteInt32BigEndian(page.AsSpan(at), child);
            page[at + 4] = (byte)(cell + 1);
        }

        return page;
    }

    /// <summary>sqlite.org/fileformat2.html, section 3: a rollback without pages that belongs to a transaction over several databases.</summary>
    private static byte[] RollbackNaming(string path)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var header = new byte[512];
        ((ReadOnlySpan<byte>)[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]).CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(16), 10);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(20), 512);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(24), 4096);
        var end = new byte[20];
        BinaryPrimitives.WriteInt32BigEndian(end, (1 << 30) / 4096 + 1);
        BinaryPrimitives.WriteInt32BigEndian(end.AsSpan(4), name.Length);
        BinaryPrimitives.WriteInt32BigEndian(end.AsSpan(8), name.Sum(letter => (sbyte)letter));
        header.AsSpan(0, 8).CopyTo(end.AsSpan(12));
        return [.. header, .. end[..4], .. name, .. end[4..]];
    }
}
