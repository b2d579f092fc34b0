using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Limits;

public sealed class OutputLimitTests(RuntimeFixture fixture)
{
    private const string TooMuch = "task 'main' printed more than its max_output of 1KB; let it print less, or give it more with max_output=…";

    [Fact]
    public async Task A_task_may_print_all_of_its_output_limit()
    {
        var observer = new RecordingObserver();

        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("import sys\nprint('x' * 499)\nprint('y' * 499, file=sys.stderr)\nreturn 1", "max_output='1KB'"), observer: observer);

        Assert.Equal("1", envelope.Json());
        Assert.Equal(1000, observer.Output.Length + observer.Error.Length);
    }

    /// <summary>Another attempt would print the same.</summary>
    [Fact]
    public async Task A_task_that_prints_more_than_its_limit_fails_and_is_not_repeated()
    {
        var observer = new RecordingObserver();

        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf("for _ in range(11): print('x' * 99)\n", "max_output='1KB', max_retries=3"), observer: observer);

        Assert.Equal((ErrorType.LimitExceeded, TooMuch, 0), (envelope.Error?.Type, envelope.Error?.Message, envelope.Execution.Retries));
        Assert.Equal(1000, observer.Output.Length);
    }

    [Theory]
    [InlineData("try: print('x' * 2000, flush=True)\nexcept OSError: pass\nreturn 1")]
    [InlineData("import os\ntry: os.write(2, b'x' * 2000)\nexcept OSError: pass\nraise ValueError('other')")]
    public async Task A_task_cannot_hide_that_its_output_is_not_whole(string body)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body, "max_output=1000"));
        Assert.Equal((ErrorType.LimitExceeded, TooMuch), (envelope.Error?.Type, envelope.Error?.Message));
    }

    [Fact]
    public async Task The_operator_s_cap_lowers_the_limit_of_a_task_that_declares_more()
    {
        var options = new RunOptions { Caps = new PolicyCaps { Limits = new TaskLimits { MaxOutput = new ByteSize(1000) } } };
        var program = ProgramSource.FromText(Sources.MainOf("print('x' * 2000)", "max_output='1GB'"));

        var envelope = await fixture.Runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken);

        Assert.Equal((ErrorType.LimitExceeded, TooMuch), (envelope.Error?.Type, envelope.Error?.Message));
    }
}
