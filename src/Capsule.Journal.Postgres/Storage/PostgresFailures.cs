using System.Net.Sockets;
using System.Text;
using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Says what PostgreSQL's errors mean (postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresFailures
{
    /// <summary>Whether the database cannot be reached, now: later it may.</summary>
    internal static bool IsOfConnection(Exception e) => e switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" or "57P05" or "25P03" } => true,
        PostgresException postgres => postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException or null,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the same would be done if it were tried again: others were in the way.</summary>
    internal static bool IsOfOthers(Exception e) => e is PostgresException { SqlState: "40001" or "40P01" or "55P03" };

    /// <summary>Whether using a database, whatever is in it, may end so.</summary>
    internal static bool IsExpected(Exception e) => e is NpgsqlException or IOException or SocketException or TimeoutException
        or InvalidDataException or InvalidCastException or InvalidOperationException or ArgumentException or EncoderFallbackException;

    /// <summary>The failure, for the user.</summary>
    internal static Failure Describe(Exception e, string location) => JournalFailures.Because(e switch
    {
        PostgresException { SqlState: "57014" } => $"the journal {location} took too long to answer: see what the database is busy with",
        PostgresException { SqlState: "53100" or "53200" } => $"the journal {location} has no space left: free some, or prune old runs",
        PostgresException { SqlState: "28000" or "28P01" or "3D000" or "42501" } postgres =>
            $"the journal {location} refuses this user: {postgres.MessageText}",
        PostgresException postgres => $"the journal {location} failed: {postgres.MessageText} (SQLSTATE {postgres.SqlState})",
        _ when IsOfConnection(e) => $"the journal {location} cannot be reached: {e.Message}",
        _ => $"the journal {location} failed: {e.Message}",
    });

    /// <summary>A journal that is too young.</summary>
    internal static Failure Younger(string location, int version, int current) => JournalFailures.Because(
        $"the journal {location} has format version {version}, and this Capsule reads versions up to {current}: use the newer Capsule");
}
