
namespace Capsule.Core.Tests.Journaling;

public sealed class RunIdTests
{
    [Fact]
    public void A_later_run_sorts_behind_an_earlier_one()
    {
        var first = RunId.Create(new At(DateTimeOffset.UnixEpoch.AddYears(56)));
        var second = RunId.Create(new At(DateTimeOffset.UnixEpoch.AddYears(56).AddMilliseconds(1)));
        Assert.True(first < second && second > first && first <= second && second >= first);
        Assert.True(string.CompareOrdinal(first.ToString(), second.ToString()) < 0);
    }

    [Fact]
    public void Two_of_one_moment_differ()
    {
        var time = new At(DateTimeOffset.UnixEpoch.AddYears(56));
        Assert.NotEqual(RunId.Create(time), RunId.Create(time));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var id = RunId.Create(TimeProvider.System);
        Assert.True(RunId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.True(RunId.TryParse(id.ToString().ToUpperInvariant(), out var upper));
        Assert.Equal(id, upper);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("019cab12-3400-7abc-8def-0123456789ab/x")]
    [InlineData("019cab1234007abc8def0123456789ab")]
    [InlineData("{019cab12-3400-7abc-8def-0123456789ab}")]
    public void Anything_else_is_no_id(string? text) => Assert.False(RunId.TryParse(text, out _));

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
