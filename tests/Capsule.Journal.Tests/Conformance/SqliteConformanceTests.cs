using Capsule.Journal.Tests.Support;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Conformance;

public sealed class SqliteConformanceTests : EntryConformance
{
    private readonly TestJournal file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        file.Dispose();
    }

    private protected override ValueTask<IJournal> OpenAsync() => new(file.Open());
}
