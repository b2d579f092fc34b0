using System.Text.Json;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;

namespace Capsule.Runtime.Tests.Durable;

public sealed class RunHandleTests : IDisposable
{
    private static readonly ProgramReference Flow = ProgramReference.Source(
        """
        from capsule import task, wait_for_signal

        @task
        def price(order):
            print("pricing", order)
            return order * 100

        @task(name="main")
        async def main(order):
            amount = price(order).unwrap()
            return [amount, await wait_for_signal("approved", timeout="2d")]
        """);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_that_waits_goes_on_when_it_is_signalled_from_anywhere()
    {
        await using var here = Open();
        await using var there = Open();
        await using var runtime = await StartAsync(here);
        await using var other = await StartAsync(there);

        var run = await runtime.StartRunAsync(Flow, Order(7), Keyed("order 7"), Cancellation);
        await WaitsAsync(run);
        var found = Assert.IsType<RunHandle>(await other.FindRunAsync("order 7", Cancellation));
        Assert.Equal(run.Id, found.Id);
        await found.SignalAsync("approved", "by Ada", Cancellation);

        var result = await run.GetResultAsync(Cancellation);
        Assert.Equal("[700,\"by Ada\"]", result.Result.GetRawText());
        Assert.Equal(result.ToJson(), (await found.GetResultAsync(Cancellation)).ToJson());
        Assert.Equal(ExecutionStatus.Succeeded, await found.GetStatusAsync(Cancellation));
        Assert.Equal(run.Id, (await other.GetRunAsync(run.Id, Cancellation)).Id);
    }

    [Fact]
    public async Task The_events_of_a_run_are_those_that_its_journal_has()
    {
        await using var journal = Open();
        await using var runtime = await StartAsync(journal);
        var run = await runtime.StartRunAsync(Flow, Order(1), cancellationToken: Cancellation);
        await run.SignalAsync("approved", cancellationToken: Cancellation);

        var events = new List<TaskEvent>();
        await foreach (var happened in run.GetEventsAsync(Cancellation))
        {
            events.Add(happened);
        }

        Assert.Equal(["main", "price"], events.OfType<TaskEvent.Started>().Select(started => started.Task.Name).Order(StringComparer.Ordinal));
        Assert.Equal("pricing 1\n", string.Concat(events.OfType<TaskEvent.Output>().Select(output => output.Text)));
        Assert.Equal(["main", "price"], events.OfType<TaskEvent.Ended>().Select(ended => ended.Task.Name).Order(StringComparer.Ordinal));
        Assert.Equal("[100,null]", Assert.IsType<TaskEvent.RunEnded>(events[^1]).Envelope.Result.GetRawText());
    }

    [Fact]
    public async Task A_run_is_started_once_for_a_key_and_cancelled_for_good()
    {
        await using var journal = Open();
        await using var runtime = await StartAsync(journal);
        var run = await runtime.StartRunAsync(Flow, Order(7), Keyed("once"), Cancellation);
        await WaitsAsync(run);
        await run.CancelAsync(Cancellation);

        Assert.Equal(ErrorType.Cancelled, (await run.GetResultAsync(Cancellation)).Error!.Type);
        var again = await runtime.StartRunAsync(Flow, Order(7), Keyed("once"), Cancellation);
        Assert.Equal(run.Id, again.Id);
        Assert.Equal(ErrorType.Cancelled, (await again.GetResultAsync(Cancellation)).Error!.Type);
        var late = await Assert.ThrowsAsync<CapsuleException>(() => run.SignalAsync("approved", cancellationToken: Cancellation));
        Assert.Contains("has ended (cancelled)", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_its_process_left_is_interrupted_and_continues_under_its_key()
    {
        await using var journal = Open();
        RunId id;
        await using (var runtime = await StartAsync(journal))
        {
            var run = await runtime.StartRunAsync(Flow, Order(7), Keyed("order 7"), Cancellation);
            await WaitsAsync(run);
            id = run.Id;
        }

        await using var next = await StartAsync(journal);
        var left = await next.GetRunAsync(id, Cancellation);
        await left.SignalAsync("approved", true, Cancellation);
        var resumed = await next.StartRunAsync(Flow, Order(7), Keyed("order 7"), Cancellation);
        Assert.Equal(id, resumed.Id);
        Assert.Equal("[700,true]", (await resumed.GetResultAsync(Cancellation)).Result.GetRawText());
    }

    [Fact]
    public async Task Nobody_waits_for_a_run_that_waits_in_no_process()
    {
        await using var journal = Open();
        RunId id;
        await using (var runtime = await StartAsync(journal))
        {
            var run = await runtime.StartRunAsync(Flow, Order(7), cancellationToken: Cancellation);
            await WaitsAsync(run);
            id = run.Id;
        }

        await using var next = await StartAsync(journal);
        var left = await next.GetRunAsync(id, Cancellation);
        Assert.Equal(ExecutionStatus.Waiting, await left.GetStatusAsync(Cancellation));
        var thrown = await Assert.ThrowsAsync<CapsuleException>(() => left.GetResultAsync(Cancellation));
        Assert.Contains("the process that executed it is gone", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_started_or_found_is_said()
    {
        await using var journal = Open();
        await using var runtime = await StartAsync(journal);
        await using var without = await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache }, Cancellation);

        var broken = await Assert.ThrowsAsync<CapsuleException>(() => runtime.StartRunAsync(ProgramReference.Source("def main(:"), cancellationToken: Cancellation));
        Assert.Contains("SyntaxError", broken.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CapsuleException>(() => runtime.GetRunAsync(RunId.Create(TimeProvider.System), Cancellation));
        Assert.Null(await runtime.FindRunAsync("never", Cancellation));
        var noJournal = await Assert.ThrowsAsync<InvalidOperationException>(() => without.StartRunAsync(Flow, cancellationToken: Cancellation));
        Assert.Contains("CapsuleOptions.Journal", noJournal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => without.FindRunAsync("any", Cancellation));
        var run = await runtime.StartRunAsync(Flow, Order(1), cancellationToken: Cancellation);
        await Assert.ThrowsAsync<CapsuleException>(() => run.SignalAsync("two\nlines", cancellationToken: Cancellation));
        await run.CancelAsync(Cancellation);
        _ = await run.GetResultAsync(Cancellation);
    }

    private static TaskCall Order(int number) => new() { Args = [JsonElement.Parse($"{number}")] };

    private static RunOptions Keyed(string key) => new() { Journaling = new RunJournaling { IdempotencyKey = key } };

    private static Task<CapsuleRuntime> StartAsync(IJournal journal) =>
        CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache, Journal = journal }, Cancellation);

    private static async Task WaitsAsync(RunHandle run)
    {
        while (await run.GetStatusAsync(Cancellation) != ExecutionStatus.Waiting)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private SqliteJournal Open() => SqliteJournal.Open(Path.Combine(folder.Path, ".capsule"));
}
