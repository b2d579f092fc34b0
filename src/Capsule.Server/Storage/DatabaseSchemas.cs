namespace Capsule.Server.Storage;

/// <summary>The tables of the server's databases: what makes of each format the next one, from an empty file on.</summary>
internal static class DatabaseSchemas
{
    /// <summary>The tables of <c>server.db</c>.</summary>
    internal static readonly string[] KeysAndTenants =
    [
        """
        CREATE TABLE api_keys (
          id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, hash BLOB NOT NULL,
          created INTEGER NOT NULL, expires INTEGER, last_used INTEGER) STRICT;
        """,
        // Whoever administered the server is its operator from then on.
        """
        CREATE TABLE tenants (
          name TEXT PRIMARY KEY, created INTEGER NOT NULL, state INTEGER NOT NULL,
          max_concurrent INTEGER, compute_per_minute INTEGER, compute_per_day INTEGER, max_bodies INTEGER,
          used_day INTEGER NOT NULL DEFAULT 0, used_compute INTEGER NOT NULL DEFAULT 0) STRICT;
        INSERT INTO tenants (name, created, state) VALUES ('default', unixepoch(), 0);
        INSERT INTO tenants (name, created, state) SELECT DISTINCT tenant, unixepoch(), 0 FROM api_keys WHERE tenant <> 'default';
        UPDATE api_keys SET role = 3 WHERE tenant = 'default' AND role = 2;
        """,
    ];

    /// <summary>The tables of <c>programs.db</c>, which is apart: an artifact of megabytes that is written holds up no key.</summary>
    internal static readonly string[] Programs =
    [
        """
        CREATE TABLE programs (
          tenant TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, entry TEXT NOT NULL, tasks TEXT NOT NULL,
          size INTEGER NOT NULL, created INTEGER NOT NULL, artifact BLOB NOT NULL, PRIMARY KEY (tenant, version)) STRICT;
        CREATE INDEX programs_by_time ON programs (tenant, created, version);
        CREATE TABLE aliases (
          tenant TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, tag TEXT NOT NULL, changed INTEGER NOT NULL,
          PRIMARY KEY (tenant, name)) STRICT;
        CREATE INDEX aliases_by_version ON aliases (tenant, version);
        """,
    ];
}
