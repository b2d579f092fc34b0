using Capsule.Journaling;

namespace Capsule.Core.Tests.Journaling;

public sealed class ExecutionStatusTests
{
    [Theory]
    [InlineData(ExecutionStatus.Running, "running", false)]
    [InlineData(ExecutionStatus.Waiting, "waiting", false)]
    [InlineData(ExecutionStatus.Interrupted, "interrupted", false)]
    [InlineData(ExecutionStatus.Succeeded, "succeeded", true)]
    [InlineData(ExecutionStatus.Failed, "failed", true)]
    [InlineData(ExecutionStatus.Cancelled, "cancelled", true)]
    public void A_status_has_a_name_and_may_be_an_end(ExecutionStatus status, string name, bool isEnd)
    {
        Assert.Equal(name, status.ToName());
        Assert.True(ExecutionStatuses.TryParse(name, out var read));
        Assert.Equal(status, read);
        Assert.Equal(isEnd, status.IsEnd());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Running")]
    [InlineData("0")]
    public void An_unknown_name_is_no_status(string name) => Assert.False(ExecutionStatuses.TryParse(name, out _));

    [Fact]
    public void A_run_does_not_end_with_a_status_that_is_no_end() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RunState.Ended(ExecutionStatus.Interrupted, "{}"));
}
