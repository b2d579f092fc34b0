using Capsule.Journal.InMemory;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Conformance;

public sealed class MemoryConformanceTests : EntryConformance
{
    private protected override ValueTask<IJournal> OpenAsync() => new(new MemoryJournal());
}
