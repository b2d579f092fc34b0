using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Isolation;

/// <summary>Measures the process, so that nothing else may run in it meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task Ten_thousand_tasks_in_one_process_leave_memory_as_it_was()
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(Sources.MainOf("return sum(range(100))")), new RunOptions(),
            TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out _));
        await RunManyAsync(program!, 2000);
        var before = Environment.WorkingSet;

        await RunManyAsync(program!, 10_000);

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 32L << 20);
    }

    private async Task RunManyAsync(LoadedProgram program, int count)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancellationToken) =>
        {
            var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), cancellationToken);
            Assert.Equal("4950", envelope.Json());
        });
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
