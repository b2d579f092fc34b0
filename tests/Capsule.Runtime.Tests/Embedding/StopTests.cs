using System.Collections.Concurrent;

namespace Capsule.Runtime.Tests.Embedding;

/// <summary>How a runtime ends, and what all of its runs have in common.</summary>
public sealed class StopTests
{
    private static readonly CapsuleOptions Options = new() { CacheDirectory = Checkout.Cache };
    private static readonly ProgramReference Quick = ProgramReference.Source("def main(): return 42");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_waits_for_what_is_under_way_and_takes_no_more()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        var options = Options with { Tools = new() { { "wait", Wait } } };
        await using var runtime = await CapsuleRuntime.CreateAsync(options, Cancellation);
        var run = runtime.RunAsync(
            ProgramReference.Source("from capsule import tools\ndef main(): return tools.wait()"), new TaskCall(), cancellationToken: Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        var stop = runtime.StopAsync(Cancellation);
        var refused = await runtime.RunAsync(Quick, new TaskCall(), cancellationToken: Cancellation);
        Assert.False(stop.IsCompleted);
        answer.SetResult(7);
        await stop;
        Assert.Equal(ErrorType.Cancelled, refused.Error?.Type);
        Assert.Contains("being stopped", refused.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(7, (await run).Result.GetInt32());

        Task<int> Wait()
        {
            asked.SetResult();
            return answer.Task;
        }
    }

    [Fact]
    public async Task Disposing_cancels_a_task_that_loops()
    {
        var runtime = await CapsuleRuntime.CreateAsync(Options, Cancellation);
        var run = runtime.RunAsync(
            ProgramReference.Source("def main():\n    while True: pass"), new TaskCall(), new RunOptions(), Cancellation);
        var session = (await runtime.TryCreateSessionAsync(SessionOptions.Default, cancellationToken: Cancellation)).OrThrow();
        var cell = session.RunAsync("while True: pass", cancellationToken: Cancellation);
        await runtime.DisposeAsync();
        Assert.Equal(ErrorType.Cancelled, (await run).Error?.Type);
        Assert.Equal(ErrorType.Cancelled, (await cell).Failure?.Type);
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_does_not_wait_for_a_reader_that_is_gone()
    {
        var runtime = await CapsuleRuntime.CreateAsync(Options, Cancellation);
        var events = runtime.StreamAsync(
            ProgramReference.Source("def main():\n    for i in range(10**6): print(i, flush=True)"), new TaskCall(), cancellationToken: Cancellation)
            .GetAsyncEnumerator(Cancellation);
        Assert.True(await events.MoveNextAsync());
        await runtime.DisposeAsync().AsTask().WaitAsync(Patience.Time, Cancellation);
        await events.DisposeAsync();
    }

    [Fact]
    public async Task Caps_of_a_runtime_hold_for_all_its_runs_and_sessions()
    {
        await using var runtime = await CapsuleRuntime.CreateAsync(
            Options with { Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(5_000_000) } } }, Cancellation);
        var run = await runtime.RunAsync(
            ProgramReference.Source("from capsule import task\n@task(name='main', compute='HIGH')\ndef main():\n    while True: pass"),
            new TaskCall(),
            cancellationToken: Cancellation);
        Assert.Equal(ErrorType.FuelExhausted, run.Error?.Type);
        await using var session = (await runtime.TryCreateSessionAsync(SessionOptions.Default, cancellationToken: Cancellation)).OrThrow();
        var cell = await session.RunAsync("while True: pass", cancellationToken: Cancellation);
        Assert.Equal(ErrorType.FuelExhausted, cell.Failure?.Type);
    }

    [Fact]
    public async Task An_observer_of_the_runtime_hears_how_each_run_ended()
    {
        var ends = new ConcurrentQueue<Ends>();
        await using var runtime = await CapsuleRuntime.CreateAsync(
            Options with
            {
                CreateObserver = _ =>
                {
                    var observer = new Ends();
                    ends.Enqueue(observer);
                    return observer;
                },
            },
            Cancellation);
        var mine = new Ends();
        await runtime.RunAsync(Quick, new TaskCall(), new RunOptions { Observer = mine }, Cancellation);
        await runtime.RunAsync(ProgramReference.Source("def main(:"), new TaskCall(), cancellationToken: Cancellation);
        Assert.Equal(["started main", "ended main", "success"], mine.Heard);
        Assert.Equal([["started main", "ended main", "success"], ["BuildError"]], ends.Select(observer => observer.Heard.ToArray()));
    }

    private sealed class Ends : IRunObserver
    {
        internal ConcurrentQueue<string> Heard { get; } = [];

        public void OnTaskStarted(TaskReference task, int attempt) => Heard.Enqueue($"started {task.Name}");

        public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes) => Heard.Enqueue("output");

        public void OnRetry(TaskReference task, int attempt, Failure failure) => Heard.Enqueue("retry");

        public void OnTaskEnded(TaskReference task, Envelope envelope) => Heard.Enqueue($"ended {task.Name}");

        public void OnRunEnded(Envelope envelope) => Heard.Enqueue(envelope.Error?.Type.ToString() ?? "success");
    }
}
