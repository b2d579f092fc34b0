using System.Globalization;
using System.Text.Json;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Execution;

/// <summary>Tasks that wait for the host, in a runtime with room for few.</summary>
public sealed class WaitingTaskTests
{
    private static readonly ProgramReference Quick = ProgramReference.Source("def main(): return 42");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("import time; time.sleep(600)")]
    [InlineData("import select; select.select([], [], [], 600)")]
    [InlineData("import threading; threading.Event().wait(600)")]
    [InlineData("import asyncio; asyncio.run(asyncio.sleep(600))")]
    [InlineData("tools.forever()")]
    public Task A_Python_task_that_waits_lets_another_one_run(string wait) => AssertLetsAnotherRunAsync(
        ProgramReference.Source($"from capsule import task, tools\n@task(timeout='{Patience.Text}')\ndef main():\n    tools.here()\n    {wait}\n"));

    [Theory]
    [InlineData("await new Promise((resolve) => setTimeout(resolve, 600_000))")]
    [InlineData("await tools.forever()")]
    public Task A_JavaScript_task_that_waits_lets_another_one_run(string wait) => AssertLetsAnotherRunAsync(ProgramReference.Source(
        $$"""
        import { task, tools } from "@capsule-run/sdk";
        export const main = task({ name: "main", timeout: "{{Patience.Text}}" }, async () => { await tools.here(); {{wait}}; });
        """, GuestLanguage.JavaScript));

    [Fact]
    public async Task More_waiting_tasks_than_there_may_be_sandboxes_wait_for_one_and_all_end()
    {
        var (present, most) = (0, 0);
        await using var runtime = await CreateAsync(
            options => options with { MaxSandboxes = 8, Tools = new() { { "wait", Wait } } });
        var program = ProgramReference.Source("from capsule import tools\ndef main(): return tools.wait()");

        var envelopes = await Task.WhenAll(Enumerable.Range(0, 60).Select(
            _ => runtime.RunAsync(program, new TaskCall(), cancellationToken: Cancellation)));

        Assert.All(envelopes, envelope => Assert.True(envelope.Success, envelope.Error?.Message));
        Assert.InRange(most, 1, 8);

        async Task<int> Wait()
        {
            var now = Interlocked.Increment(ref present);
            for (var seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = most)
            {
            }

            await Task.Yield();
            return Interlocked.Decrement(ref present);
        }
    }

    [Fact]
    public async Task Tasks_that_call_tasks_end_where_there_may_be_fewer_sandboxes_than_calls()
    {
        await using var runtime = await CreateAsync(options => options with { MaxSandboxes = 2, MaxConcurrency = 1 });
        var program = ProgramReference.Source(
            """
            from capsule import task
            @task
            async def tree(depth):
                if depth == 0:
                    return 1
                results = await tree.map([depth - 1] * 2)
                return 1 + sum(result.unwrap() for result in results)
            """);

        var envelopes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => runtime.RunAsync(
            program, new TaskCall { Task = "tree", Args = [JsonElement.Parse("4")] }, cancellationToken: Cancellation)));

        Assert.All(envelopes, envelope => Assert.Equal("31", envelope.Json()));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 0)]
    [InlineData(1, 1_000_000)]
    public async Task A_bound_that_cannot_be_honoured_is_refused(int concurrency, int? sandboxes)
    {
        var created = await CapsuleRuntime.TryCreateAsync(
            new CapsuleOptions { CacheDirectory = Checkout.Cache, MaxConcurrency = concurrency, MaxSandboxes = sandboxes }, Cancellation);

        Assert.False(created.TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains((sandboxes ?? concurrency).ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    private static async Task AssertLetsAnotherRunAsync(ProgramReference waiting)
    {
        var here = new TaskCompletionSource();
        await using var runtime = await CreateAsync(options => options with
        {
            MaxConcurrency = 1,
            Tools = new() { { "here", here.SetResult }, { "forever", () => new TaskCompletionSource<int>().Task } },
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waits = runtime.RunAsync(waiting, new TaskCall(), cancellationToken: end.Token);
        await await Task.WhenAny(here.Task, waits);
        Assert.False(waits.IsCompleted);

        Assert.Equal("42", (await runtime.RunAsync(Quick, new TaskCall(), cancellationToken: Cancellation)).Json());

        Assert.False(waits.IsCompleted);
        await end.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await waits).Error?.Type);
    }

    private static Task<CapsuleRuntime> CreateAsync(Func<CapsuleOptions, CapsuleOptions> change) =>
        CapsuleRuntime.CreateAsync(change(new CapsuleOptions { CacheDirectory = Checkout.Cache }), Cancellation);
}
