using Capsule.Journal.InMemory;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Faults;

public sealed class FaultPointTests
{
    [Theory]
    [InlineData("before:1")]
    [InlineData("after:12")]
    public void A_fault_point_is_read(string text) => Assert.Equal(text, FaultPoint.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("before")]
    [InlineData("before:0")]
    [InlineData("before:-1")]
    [InlineData("between:1")]
    [InlineData("after:1:2")]
    public void Anything_else_is_none(string text) => Assert.Null(FaultPoint.Parse(text));

    [Fact]
    public async Task Each_write_is_passed_before_and_after_it_is_made()
    {
        var passed = new List<string>();
        var memory = new MemoryJournal();
        await using var journal = new FaultyJournal(
            memory, (number, write, isAfter) => passed.Add($"{number} {write.GetType().Name} {isAfter}"));
        var run = await journal.StartAsync();
        await journal.MustWriteAsync(Samples.Append(run, 0), Samples.End(run));
        Assert.Equal(["1 AppendEntry False", "1 AppendEntry True", "2 ChangeRun False", "2 ChangeRun True"], passed);
    }
}
