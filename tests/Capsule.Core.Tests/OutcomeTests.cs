
namespace Capsule.Core.Tests;

public sealed class OutcomeTests
{
    [Fact]
    public void A_value_comes_without_a_failure()
    {
        Outcome<int> outcome = 5;
        Assert.True(outcome.TryGet(out var value, out var failure));
        Assert.Equal((5, null), (value, failure));
        Assert.Equal((5, null), (outcome.Value, outcome.Failure));
    }

    [Fact]
    public void A_failure_comes_without_a_value()
    {
        Outcome<string> outcome = Failure.Config("wrong");
        Assert.False(outcome.TryGet(out var value, out var failure));
        Assert.Equal((null, Failure.Config("wrong")), (value, failure));
        Assert.Equal((null, Failure.Config("wrong")), (outcome.Value, outcome.Failure));
    }
}
