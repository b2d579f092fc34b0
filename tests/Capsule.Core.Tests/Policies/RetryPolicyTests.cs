using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Core.Tests.Policies;

public sealed class RetryPolicyTests
{
    private static readonly Failure Timeout = new(ErrorType.Timeout, "");

    private static RetryPolicy? Read(params (string Name, OptionValue Value)[] items) =>
        RetryOption.Read(new OptionValue.Table(items.ToDictionary(item => item.Name, item => item.Value)));

    private static OptionValue.Text Text(string text) => new(text);

    [Fact]
    public void A_policy_says_how_often_and_after_what_pause()
    {
        var policy = Read(
            ("max", new OptionValue.Integer(5)), ("backoff", Text("exponential")), ("initial", Text("1s")),
            ("max_delay", Text("5s")), ("jitter", new OptionValue.Flag(false)))!;

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(retry => policy.DelayBefore(retry, () => 0).TotalSeconds));
        Assert.True(policy.Allows(Timeout, 4));
        Assert.False(policy.Allows(Timeout, 5));
    }

    [Theory]
    [InlineData("constant", 2, 2, 2)]
    [InlineData("linear", 2, 4, 6)]
    [InlineData("exponential", 2, 4, 8)]
    public void Pauses_grow_as_the_backoff_says(string backoff, double first, double second, double third)
    {
        var policy = Read(("backoff", Text(backoff)), ("initial", Text("2s")))!;
        Assert.Equal([first, second, third], Enumerable.Range(1, 3).Select(retry => policy.DelayBefore(retry, () => 0).TotalSeconds));
    }

    [Fact]
    public void Jitter_takes_up_to_half_of_a_pause()
    {
        var policy = Read(("initial", Text("2s")), ("jitter", new OptionValue.Flag(true)))!;
        Assert.Equal(1, policy.DelayBefore(1, () => 0).TotalSeconds);
        Assert.Equal(2, policy.DelayBefore(1, () => 1).TotalSeconds);
    }

    [Fact]
    public void Only_the_failures_that_are_named_are_retried()
    {
        var policy = Read(("on", Written.List("timeout", "task_error:ConnectionError")))!;
        Assert.True(policy.Allows(Timeout, 0));
        Assert.True(policy.Allows(new Failure(ErrorType.TaskError, "") { Exception = "ConnectionError" }, 0));
        Assert.False(policy.Allows(new Failure(ErrorType.TaskError, "") { Exception = "ValueError" }, 0));
        Assert.False(policy.Allows(new Failure(ErrorType.MemoryExceeded, ""), 0));
    }

    [Theory]
    [InlineData(ErrorType.ConfigError)]
    [InlineData(ErrorType.Cancelled)]
    [InlineData(ErrorType.LimitExceeded)]
    [InlineData(ErrorType.LeaseLost)]
    public void What_another_attempt_would_meet_again_is_not_retried(ErrorType type) =>
        Assert.False((RetryPolicy.None with { Max = 3 }).Allows(new Failure(type, ""), 0));

    [Fact]
    public void Anything_else_is_refused()
    {
        Assert.Null(RetryOption.Read(new OptionValue.Integer(3)));
        Assert.Null(Read(("max", new OptionValue.Integer(101))));
        Assert.Null(Read(("max", new OptionValue.Integer(-1))));
        Assert.Null(Read(("backoff", Text("fast"))));
        Assert.Null(Read(("initial", Text("soon"))));
        Assert.Null(Read(("on", Written.List("nothing"))));
        Assert.Null(Read(("on", Written.List("task_error:"))));
        Assert.Null(Read(("every", new OptionValue.Integer(1))));
    }
}
