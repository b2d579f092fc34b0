using System.Collections.Concurrent;
using System.Text.Json;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Subtasks;

public sealed class HandoverTests(RuntimeFixture fixture)
{
    private const int Count = 12;

    /// <summary>None is taken before all have ended.</summary>
    private const string Source = """
        from capsule import task, tools

        @task(ram="64MB", compute="HIGH")
        def large(fails):
            if fails:
                raise ValueError("x" * 8_000_000)
            return "x" * 8_000_000

        @task(name="main", ram="128MB", compute="HIGH")
        def main(fails):
            for _ in range(12):
                large.start(fails)
            tools.all_ended()
        """;

    /// <summary>
    /// Each is in memory as a value and as JSON until its caller takes it. What its caller has no room for is given up when the
    /// attempt ends, before the sandbox's memory is given to the next task.
    /// </summary>
    [Fact]
    public async Task A_result_that_its_caller_has_no_memory_for_is_an_error_of_the_subtask()
    {
        using var ends = new Ends();

        var envelope = await RunAsync(ends, fails: false);

        Assert.Equal("null", envelope.Json());
        var refused = ends.Envelopes.Where(end => end.Error is not null).ToArray();
        Assert.InRange(refused.Length, 1, Count - 1);
        Assert.All(refused, end => Assert.Equal(
            (ErrorType.MemoryExceeded, "the task that called it has no memory left for what it returned, which counts towards the caller's ram"),
            (end.Error!.Type, end.Error.Message)));
    }

    /// <summary>Messages are cut to what people read, whatever a task puts into them.</summary>
    [Fact]
    public async Task Failures_of_subtasks_fit_their_caller()
    {
        using var ends = new Ends();

        var envelope = await RunAsync(ends, fails: true);

        Assert.Equal("null", envelope.Json());
        Assert.All(ends.Envelopes, end => Assert.Equal(ErrorType.TaskError, end.Error?.Type));
    }

    private Task<Envelope> RunAsync(Ends ends, bool fails) => fixture.Runtime.RunAsync(
        ProgramSource.FromText(Source),
        new TaskCall { Task = "main", Args = [JsonSerializer.SerializeToElement(fails)] },
        new RunOptions { Observer = ends, Tools = new ToolCollection { { "all_ended", ends.Wait } } },
        TestContext.Current.CancellationToken);

    /// <summary>Waits until all subtasks have ended.</summary>
    private sealed class Ends : IRunObserver, IDisposable
    {
        private readonly CountdownEvent left = new(Count);

        internal ConcurrentQueue<Envelope> Envelopes { get; } = [];

        public void OnTaskEnded(TaskReference task, Envelope envelope)
        {
            if (task.Name == "large" && left.CurrentCount > 0)
            {
                Envelopes.Enqueue(envelope);
                left.Signal();
            }
        }

        public void OnTaskStarted(TaskReference task, int attempt)
        {
        }

        public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
        {
        }

        public void OnRetry(TaskReference task, int attempt, Failure failure)
        {
        }

        public void Dispose() => left.Dispose();

        internal void Wait() => Assert.True(left.Wait(Patience.Time));
    }
}
