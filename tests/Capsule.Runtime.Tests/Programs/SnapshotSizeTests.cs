using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>Each page of a program's snapshot is looked at again after each of its runs.</summary>
public sealed class SnapshotSizeTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task Loading_a_small_program_changes_few_pages_of_the_image()
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(Sources.MainOf("return 1")), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);

        // 168 pages. There were 508 when loading kept the state of a random generator, whose 624 numbers lie all over the heap.
        Assert.InRange(program!.Snapshot!.Delta.Pages.Length, 1, 250);
    }
}
