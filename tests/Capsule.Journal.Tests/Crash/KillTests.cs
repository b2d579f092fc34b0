using System.Globalization;
using Capsule.Journal.Tests.Support;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Crash;

public sealed class KillTests
{
    private const int Rounds = 60;
    private const int Appenders = 8;

    [Fact]
    public async Task What_a_killed_process_was_told_to_be_on_the_disk_is_there()
    {
        using var file = new TestJournal();
        RunId run;
        await using (var journal = file.Open())
        {
            run = await journal.StartAsync();
        }

        var random = new Random(20260301);
        var told = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            await KillOneAsync(file, run, random.Next(80), told);
            await using var journal = file.Open();
            Assert.Equal(ExecutionStatus.Interrupted, (await journal.RunAsync(run).Value()).Status);
            await journal.MustHaveAsync(run, Appenders, told);
        }

        Assert.Equal(Appenders, told.Count);
        Assert.Empty(file.MovedAside());
    }

    [Theory]
    [InlineData("before:1", 0)]
    [InlineData("after:1", 1)]
    [InlineData("before:7", 6)]
    [InlineData("after:7", 7)]
    [InlineData("after:10", 10)]
    public async Task A_fault_point_kills_the_process_at_an_exact_position(string fault, int written)
    {
        using var file = new TestJournal();
        RunId run;
        await using (var journal = file.Open())
        {
            run = await journal.StartAsync();
        }

        using var child = new ChildProcess("fault", file.Path, run.ToString(), fault);
        Assert.Equal(128 + 9, await child.ExitCodeAsync());
        await using var left = file.Open();
        Assert.Equal(Enumerable.Range(0, written).Select(i => $"{i}"), await left.AnswersAsync(run));
    }

    private static async Task KillOneAsync(TestJournal file, RunId run, int appends, Dictionary<string, int> told)
    {
        using var child = new ChildProcess(
            "append", file.Path, run.ToString(), Appenders.ToString(CultureInfo.InvariantCulture));
        await Appending.KillAsync(child, appends, told);
    }
}
