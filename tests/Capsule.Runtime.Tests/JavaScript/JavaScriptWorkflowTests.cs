using Capsule.Runtime.Tests.Durable;
using Capsule.Runtime.Tests.Support;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>Tasks that call tasks, retries, environment, tools, and runs that are resumed.</summary>
public sealed class JavaScriptWorkflowTests(RuntimeFixture fixture) : IDisposable
{
    private const string Workflow = """
        import { task, sleep, waitForSignal } from "@capsule-run/sdk";

        export const twice = task({ name: "twice", ram: "32MB" }, async (n: number) => n * 2);

        export const main = task({ name: "main" }, async () => {
          const id = crypto.randomUUID();
          const dice = Math.random();
          const began = Date.now();
          const first = await twice(1);
          const raced = await Promise.race([twice(2), twice(3)]);
          const many = await twice.map([4, 5, 6], { concurrency: 2 });
          await sleep("20ms");
          await new Promise((resolve) => setTimeout(resolve, 5));
          const late = Date.now() - began >= 20;
          return [first.unwrap(), many.map((one) => one.unwrap()), raced.unwrap(), id, dice, began, late];
        });
        """;

    private readonly NodeProject project = new(fixture.Runtime);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Tasks_call_tasks_each_in_a_sandbox_of_its_own()
    {
        var envelope = await project.RunTextAsync(
            """
            import { task, TaskError } from "@capsule-run/sdk";
            globalThis.seen = 0;
            export const square = task({ name: "square", ram: "32MB" }, async (n) => {
              if (n === 3) throw new RangeError("three");
              return [n * n, ++globalThis.seen];
            });
            export const main = task({ name: "main" }, async () => {
              const one = await square(2);
              const many = await square.map([1, 3, 4], { concurrency: 2 });
              const all = await Promise.all([square.start(5), square(6)]);
              let failed;
              try { many[1].unwrap() } catch (error) { failed = [error instanceof TaskError, error.errorType, error.message] }
              return [one.success, one.result, many.map((m) => m.result), all.map((a) => a.unwrap()), failed, one.execution.task_name];
            });
            """);
        Assert.Equal(
            """[true,[4,1],[[1,1],null,[16,1]],[[25,1],[36,1]],[true,"task_error","square: task_error: RangeError: three"],"square"]""",
            envelope.Json());
    }

    [Fact]
    public async Task A_subtask_can_be_cancelled_and_one_that_is_not_declared_is_refused()
    {
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            export const slow = task({ name: "slow", timeout: "60s" }, () => new Promise((resolve) => setTimeout(resolve, 50_000)));
            export const main = task({ name: "main" }, async () => {
              const run = slow.start();
              run.cancel();
              const ended = await run;
              const unknown = task({ name: "unknown" }, () => 1);
              let refused;
              try { refused = (await unknown()).error } catch (error) { refused = error.message }
              return [ended.error.error_type, JSON.stringify(refused).includes("unknown")];
            });
            """);
        Assert.Equal("""["cancelled",true]""", envelope.Json());
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_in_a_new_sandbox()
    {
        var observer = new RecordingObserver();
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            let count = 0;
            export const main = task({ name: "main", retry: { max: 2, initial: 1, backoff: "constant" } }, () => {
              console.log("attempt", ++count);
              throw new Error("flaky");
            });
            """,
            new RunOptions { Observer = observer });
        Assert.Equal(ErrorType.TaskError, envelope.Error!.Type);
        Assert.Equal(2, envelope.Execution.Retries);
        Assert.Equal("attempt 1\nattempt 1\nattempt 1\n", observer.Output);
    }

    [Fact]
    public async Task A_task_sees_the_variables_that_it_is_granted()
    {
        var options = new RunOptions
        {
            Observer = new RecordingObserver(),
            Environment = RunEnvironment.Of(new Dictionary<string, string>(StringComparer.Ordinal) { ["SEEN"] = "yes", ["HIDDEN"] = "no" }),
        };
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            export const main = task({ name: "main", envVariables: ["SEEN"] }, () => [process.env.SEEN, process.env.HIDDEN ?? null, "HIDDEN" in process.env]);
            """,
            options);
        Assert.Equal("""["yes",null,false]""", envelope.Json());
    }

    [Fact]
    public async Task A_task_calls_functions_of_the_host_application()
    {
        var options = new RunOptions
        {
            Observer = new RecordingObserver(),
            Tools =
            [
                new HostTool(AIFunctionFactory.Create((int a, int b) => a + b, "add")),
                new HostTool(AIFunctionFactory.Create(string () => throw new ToolException("no such thing"), "fail")),
            ],
        };
        var envelope = await project.RunTextAsync(
            """
            import { task, tools, ToolError } from "@capsule-run/sdk";
            export const main = task({ name: "main" }, async () => {
              let failed;
              try { await tools.fail() } catch (error) { failed = [error instanceof ToolError, error.message] }
              return [await tools.add(1, 2), await tools.add({ a: 40, b: 2 }), failed, Object.keys(tools).sort()];
            });
            """,
            options);
        Assert.Equal("""[3,42,[true,"tools.fail: no such thing"],["add","fail"]]""", envelope.Json());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_dies_at_any_write_ends_as_if_it_had_not(bool isAfter)
    {
        var writes = await World().CountWritesAsync();
        for (var last = 1; last <= writes; last++)
        {
            await using var world = World();
            await world.DieAsync(last, isAfter);
            await world.RestartAsync();
            var resumed = await world.ResumeAsync();
            Assert.True(resumed.Success, $"write {last} of {writes}: {resumed.Error?.Type} {resumed.Error?.Message} {resumed.Error?.Traceback}");
            Assert.StartsWith("[2,[8,10,12],", resumed.Result.GetRawText(), StringComparison.Ordinal);
            await world.RestartAsync();
            Assert.Equal(resumed.Result.GetRawText(), (await world.ReplayAsync()).Json());
        }

        Assert.InRange(writes, 15, 200);
    }

    [Fact]
    public async Task A_run_waits_for_a_signal_and_is_continued_by_another_process()
    {
        await using var world = new DurableWorld(
            fixture.Runtime,
            """
            import { task, waitForSignal } from "@capsule-run/sdk";
            export const step = task({ name: "step" }, (n) => { console.log("step", n); return n });
            export const main = task({ name: "main" }, async () => {
              const before = (await step(1)).unwrap();
              const order = await waitForSignal("go");
              return [before, order.by, (await step(2)).unwrap()];
            });
            """)
        {
            FileName = "main.js",
        };
        using var death = new CancellationTokenSource();
        var running = world.StartAsync(cancellationToken: death.Token);
        await world.WaitForAsync(ExecutionStatus.Waiting);
        await death.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await running).Error?.Type);
        Assert.Equal("step 1\n", world.Observer.Output);

        await world.RestartAsync();
        await world.SendAsync("go", """{"by": "me"}""");
        Assert.Equal("""[1,"me",2]""", (await world.ResumeAsync()).Json());
        Assert.Equal("step 2\n", world.Observer.Output);
    }

    private DurableWorld World() => new(fixture.Runtime, Workflow) { FileName = "main.ts" };
}
