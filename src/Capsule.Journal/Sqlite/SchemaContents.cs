using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// What the table of contents of a journal has to hold: all that its version's scripts make, letter by letter, and nothing else.
/// </summary>
/// <remarks>
/// Threat: a project from elsewhere may bring a database with code in it. It need not be a trigger or a view: a generated column, a
/// virtual table, a check, an index on an expression and a collation are computed when a table is only read.
/// </remarks>
internal static class SchemaContents
{
    private const string Select = "SELECT type, name, tbl_name, sql FROM sqlite_master";

    /// <summary>Whether a database has the tables and indexes of some scripts, and nothing else.</summary>
    internal static bool AreThoseOf(IEnumerable<string> statements, SqliteSession session)
    {
        var expected = Make(statements);
        using var row = session.Query(Select);
        while (row.Read())
        {
            // Each once: what is there twice is not there a second time. So the first row too many ends the reading.
            if (!expected.Remove(Read(row)))
            {
                return false;
            }
        }

        return expected.Count == 0;
    }

    /// <summary>What the scripts make, by having SQLite make it.</summary>
    private static HashSet<Item> Make(IEnumerable<string> statements)
    {
        using var model = new SqliteConnection("Data Source=:memory:;Pooling=False");
        model.Open();
        using var command = model.CreateCommand();
        foreach (var statement in statements)
        {
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        command.CommandText = Select;
        using var row = command.ExecuteReader();
        var items = new HashSet<Item>();
        while (row.Read())
        {
            items.Add(Read(row));
        }

        return items;
    }

    private static Item Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3));

    /// <summary>A row of the table of contents. Where in the file an object begins is nothing that a script decides.</summary>
    private sealed record Item(string Type, string Name, string Table, string? Sql);
}
