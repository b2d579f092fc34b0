using System.Globalization;

namespace Capsule.Journal.Sqlite;

/// <summary>Looks at a database's version, and brings it up to date.</summary>
internal sealed class Schema(IReadOnlyList<string> scripts)
{
    internal int Current => scripts.Count;

    /// <summary>Looks at a database. One under suspicion is read from end to end.</summary>
    internal SchemaState Inspect(SqliteSession session, bool isSuspect)
    {
        var version = Version(session);
        var isEmpty = session.Number("SELECT count(*) FROM sqlite_master") == 0;
        if (isEmpty)
        {
            return version == 0 ? SchemaState.Older : SchemaState.Damaged;
        }

        if (session.Number("PRAGMA application_id") != SchemaVersions.ApplicationId || version <= 0)
        {
            return SchemaState.Damaged;
        }

        if (version > Current)
        {
            return SchemaState.Younger;
        }

        var isWhole = SchemaContents.AreThoseOf(Statements(0, version), session) && (!isSuspect || IsIntact(session));
        return !isWhole ? SchemaState.Damaged : version < Current ? SchemaState.Older : SchemaState.Ready;
    }

    /// <summary>Brings a database up to date, in one transaction.</summary>
    internal void Migrate(SqliteSession session)
    {
        var version = Version(session);
        if (version == 0)
        {
            // Both are properties of the file, and have to be chosen before its first table.
            session.Execute("PRAGMA auto_vacuum=INCREMENTAL");
            session.Execute("PRAGMA journal_mode=WAL");
        }

        session.Synchronize(full: true);
        session.Execute("BEGIN IMMEDIATE");
        foreach (var statement in Statements(version, Current))
        {
            session.Execute(statement);
        }

        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={SchemaVersions.ApplicationId}"));
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Current}"));
        session.Execute("COMMIT");
    }

    internal static long Version(SqliteSession session) => session.Number("PRAGMA user_version");

    /// <summary>
    /// The statements that make a database of one version from one of another, each of which ends a line. One by one, for a command of
    /// several may swallow the failure of a later one: SqliteDataReader ignores those that it meets while it is being disposed.
    /// </summary>
    private IEnumerable<string> Statements(long from, long to) => scripts.Take((int)to).Skip((int)from).SelectMany(script =>
        script.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsIntact(SqliteSession session)
    {
        try
        {
            using var reader = session.Query("PRAGMA integrity_check(1)");
            return reader.Read() && reader.GetString(0) == "ok";
        }
        catch (Exception e) when (SqliteFailures.IsDamage(e))
        {
            return false;
        }
    }
}
