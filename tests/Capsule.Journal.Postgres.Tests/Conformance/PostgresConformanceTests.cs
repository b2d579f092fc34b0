using Capsule.Journal.Postgres.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Conformance;

public sealed class PostgresConformanceTests(PostgresServer server) : EntryConformance
{
    private protected override async ValueTask<IJournal> OpenAsync() => await new TestDatabase(server).OpenAsync();
}
