using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Limits;

public sealed class RetryTests(RuntimeFixture fixture)
{
    /// <summary>Fails until a clock that only moves on says that it is enough.</summary>
    private const string FailsAtFirst = """
        import os
        from capsule import task

        @task(name='main', max_retries=50)
        def main():
            if os.urandom(1)[0] > 60:
                raise ValueError('not yet')
            return 'done'
        """;

    [Fact]
    public async Task Retries_are_counted_as_they_happened()
    {
        var observer = new RecordingObserver();

        var envelope = await fixture.Runtime.RunAsync(FailsAtFirst, observer: observer);

        Assert.Equal("\"done\"", envelope.Json());
        Assert.Equal(observer.Events.Count(line => line.StartsWith("retry", StringComparison.Ordinal)), envelope.Execution.Retries);
        Assert.Equal(observer.Events.Count(line => line.StartsWith("start", StringComparison.Ordinal)), envelope.Execution.Retries + 1);
    }

    [Fact]
    public async Task The_last_failure_is_reported_when_all_attempts_fail()
    {
        var observer = new RecordingObserver();

        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("raise ValueError('always')", "max_retries=2"), observer: observer);

        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
        Assert.Equal(2, envelope.Execution.Retries);
        Assert.Equal(
            ["start main 1", "retry main 1 task_error", "start main 2", "retry main 2 task_error", "start main 3", "end main task_error"],
            observer.Events);
    }

    [Fact]
    public async Task A_task_that_succeeds_has_no_retries() =>
        Assert.Equal(0, (await fixture.Runtime.RunAsync(Sources.MainOf("return 1", "max_retries=9"))).Execution.Retries);

    [Fact]
    public async Task Each_attempt_has_a_fresh_sandbox_and_its_own_limits()
    {
        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("import builtins\nassert not hasattr(builtins, 'mark')\nbuiltins.mark = 1\nwhile True: pass", "max_retries=1, compute='LOW'"));

        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
        Assert.Equal(1, envelope.Execution.Retries);
        Assert.InRange(envelope.Execution.FuelConsumed, 100_000_000, 110_000_000);
    }

    [Fact]
    public async Task The_operator_can_widen_and_narrow_what_a_program_declares()
    {
        var source = Sources.MainOf("n = 0\nwhile True: n += 1", "compute='HIGH', max_retries=5");
        var overrides = new TaskLimits { Compute = new Compute(1_000_000), MaxRetries = 0 };

        var envelope = await fixture.Runtime.RunAsync(source, overrides: overrides);

        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
        Assert.Equal(0, envelope.Execution.Retries);
    }
}
