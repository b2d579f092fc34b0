namespace Capsule.Journal.Sqlite;

/// <summary>
/// How a database becomes one of the current version: the nth script makes version n of version n - 1, 0 being an empty file.
/// A script that was released never changes (docs/reference/journal-format.md; tests/Capsule.Journal.Tests/Versions keeps old databases).
/// </summary>
internal static class SchemaVersions
{
    /// <summary>"CAPS": tells a journal from other databases.</summary>
    internal const long ApplicationId = 0x43415053;

    private const string Version1 = """
        CREATE TABLE runs (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          idempotency_key TEXT UNIQUE,
          program TEXT NOT NULL,
          program_hash TEXT NOT NULL,
          task TEXT NOT NULL,
          arguments TEXT NOT NULL,
          argv TEXT NOT NULL,
          durable INTEGER NOT NULL,
          overrides TEXT NOT NULL,
          status TEXT NOT NULL,
          wake_at INTEGER,
          awaited_signal TEXT,
          envelope TEXT,
          created_at INTEGER NOT NULL,
          checksum INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          ended_at INTEGER,
          cancel_requested_at INTEGER
        ) STRICT;
        CREATE INDEX runs_by_status ON runs (status, seq);
        CREATE TABLE tasks (
          seq INTEGER PRIMARY KEY,
          run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
          path TEXT NOT NULL,
          name TEXT NOT NULL,
          status TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          ended_at INTEGER,
          fuel INTEGER NOT NULL,
          ram INTEGER NOT NULL,
          envelope TEXT,
          checksum INTEGER NOT NULL,
          UNIQUE (run, path)
        ) STRICT;
        CREATE TABLE entries (
          seq INTEGER PRIMARY KEY,
          run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
          task TEXT NOT NULL,
          attempt INTEGER NOT NULL,
          position INTEGER NOT NULL,
          kind TEXT NOT NULL,
          signature TEXT NOT NULL,
          payload BLOB NOT NULL,
          time INTEGER NOT NULL,
          signal INTEGER,
          checksum INTEGER NOT NULL,
          UNIQUE (run, task, attempt, position)
        ) STRICT;
        CREATE TABLE signals (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
          name TEXT NOT NULL,
          payload TEXT NOT NULL,
          time INTEGER NOT NULL,
          consumed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX signals_by_run ON signals (run, seq);
        CREATE TABLE logs (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
          task TEXT NOT NULL,
          channel INTEGER NOT NULL,
          time INTEGER NOT NULL,
          bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX logs_by_run ON logs (run, seq);
        """;

    /// <summary>All scripts, in order.</summary>
    internal static IReadOnlyList<string> Scripts { get; } = [Version1];
}
