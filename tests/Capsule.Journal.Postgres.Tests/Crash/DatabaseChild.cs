using System.Globalization;
using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Crash;

/// <summary>Starts children that use the journal of a database.</summary>
internal static class DatabaseChild
{
    /// <summary>Starts one whose leases end when a test has them end: a busy machine may hold it up for as long as it likes.</summary>
    internal static ChildProcess Start(TestDatabase database, params IEnumerable<string> job) => Start(database, TimeSpan.FromMinutes(10), job);

    /// <summary>Starts one whose leases last so long.</summary>
    internal static ChildProcess Start(TestDatabase database, TimeSpan lease, params IEnumerable<string> job) =>
        new([database.ConnectionString, database.Schema, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture), .. job]);
}
