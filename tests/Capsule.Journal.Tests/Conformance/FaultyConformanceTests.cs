using Capsule.Journal.InMemory;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Conformance;

/// <summary>A journal with fault points, none of which is reached, is a journal.</summary>
public sealed class FaultyConformanceTests : EntryConformance
{
    private protected override ValueTask<IJournal> OpenAsync() => new(new FaultyJournal(new MemoryJournal(), new FaultPoint(long.MaxValue, IsAfter: true)));
}
