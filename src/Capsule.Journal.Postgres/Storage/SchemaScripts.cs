namespace Capsule.Journal.Postgres.Storage;

/// <summary>
/// How a schema becomes one of the current version: the nth script makes version n of version n - 1, 0 being an empty schema. A script that
/// was released never changes (docs/reference/journal-postgres.md). <c>{s}</c> is the schema's name.
/// </summary>
internal static class SchemaScripts
{
    private const string Version1 = """
        CREATE TABLE {s}.runs (
          seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant text NOT NULL,
          id uuid NOT NULL,
          idempotency_key text,
          program text NOT NULL,
          program_hash text NOT NULL,
          task text NOT NULL,
          arguments text NOT NULL,
          argv text[] NOT NULL,
          durable boolean NOT NULL,
          overrides text NOT NULL,
          status text NOT NULL,
          wake_at bigint,
          awaited_signal text,
          envelope text,
          created_at bigint NOT NULL,
          checksum bigint NOT NULL,
          updated_at bigint NOT NULL,
          ended_at bigint,
          cancel_requested_at bigint,
          UNIQUE (tenant, id),
          UNIQUE (tenant, idempotency_key)
        );
        CREATE INDEX runs_by_status ON {s}.runs (tenant, status, seq);
        CREATE INDEX runs_by_age ON {s}.runs (tenant, seq);
        CREATE INDEX runs_by_end ON {s}.runs (tenant, ended_at, seq) WHERE ended_at IS NOT NULL;
        CREATE TABLE {s}.leases (
          run bigint PRIMARY KEY REFERENCES {s}.runs ON DELETE CASCADE,
          tenant text NOT NULL,
          token bigint NOT NULL,
          until timestamptz
        ) WITH (fillfactor = 50);
        CREATE TABLE {s}.tasks (
          seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant text NOT NULL,
          run bigint NOT NULL REFERENCES {s}.runs ON DELETE CASCADE,
          path text NOT NULL,
          name text NOT NULL,
          status text NOT NULL,
          attempts integer NOT NULL,
          started_at bigint NOT NULL,
          ended_at bigint,
          fuel bigint NOT NULL,
          ram bigint NOT NULL,
          envelope text,
          checksum bigint NOT NULL,
          UNIQUE (run, path)
        );
        CREATE TABLE {s}.entries (
          tenant text NOT NULL,
          run bigint NOT NULL REFERENCES {s}.runs ON DELETE CASCADE,
          task text NOT NULL,
          attempt integer NOT NULL,
          position bigint NOT NULL,
          kind text NOT NULL,
          signature text NOT NULL,
          payload bytea NOT NULL,
          time bigint NOT NULL,
          signal bigint,
          checksum bigint NOT NULL,
          PRIMARY KEY (run, task, attempt, position)
        );
        CREATE TABLE {s}.signals (
          seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant text NOT NULL,
          run bigint NOT NULL REFERENCES {s}.runs ON DELETE CASCADE,
          name text NOT NULL,
          payload text NOT NULL,
          time bigint NOT NULL,
          consumed boolean NOT NULL
        );
        CREATE INDEX signals_by_run ON {s}.signals (run, seq);
        CREATE TABLE {s}.logs (
          seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant text NOT NULL,
          run bigint NOT NULL REFERENCES {s}.runs ON DELETE CASCADE,
          task text NOT NULL,
          channel smallint NOT NULL,
          time bigint NOT NULL,
          bytes bytea NOT NULL
        );
        CREATE INDEX logs_by_run ON {s}.logs (run, seq);
        CREATE TABLE {s}.writers (
          tenant text NOT NULL,
          id uuid NOT NULL,
          batch bigint NOT NULL,
          at timestamptz NOT NULL,
          PRIMARY KEY (tenant, id)
        );
        """;

    /// <summary>All scripts, in order.</summary>
    internal static IReadOnlyList<string> All { get; } = [Version1];
}
