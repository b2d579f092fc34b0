using System.Diagnostics;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Telemetry;

public sealed class TelemetryTests(RuntimeFixture fixture)
{
    private const string Workflow = """
        from capsule import task, gather

        @task
        def leaf(n):
            return n

        @task
        def middle(n):
            return leaf(n).unwrap()

        @task(max_retries=2)
        def shaky():
            raise ValueError("a secret")

        @task(name="main")
        async def main():
            results = await gather(middle.start(1), middle.start(2), shaky.start())
            return [r.success for r in results]
        """;

    [Fact]
    public async Task Each_attempt_has_a_span_below_that_of_the_attempt_that_called_it()
    {
        using var spans = new RecordedSpans();
        Assert.Equal("[true,true,false]", (await fixture.Runtime.RunAsync(Workflow)).Json());

        var (run, main) = (spans["run main"], spans["task main"]);
        Assert.Equal((spans.Root.SpanId, run.SpanId), (run.ParentSpanId, main.ParentSpanId));
        var middles = spans.Ended.Where(span => span.DisplayName == "task middle").ToArray();
        Assert.Equal(["0", "1"], middles.Select(span => span.GetTagItem("capsule.task.path")!).Order());
        Assert.All(middles, span => Assert.Equal(main.SpanId, span.ParentSpanId));
        var leaves = spans.Ended.Where(span => span.DisplayName == "task leaf").ToArray();
        Assert.Equal(["0.0", "1.0"], leaves.Select(span => span.GetTagItem("capsule.task.path")!).Order());
        Assert.All(leaves, leaf => Assert.Equal(
            $"{leaf.GetTagItem("capsule.task.path")}",
            $"{middles.Single(span => span.SpanId == leaf.ParentSpanId).GetTagItem("capsule.task.path")}.0"));
        var attempts = spans.Ended.Where(span => span.DisplayName == "task shaky").ToArray();
        Assert.Equal([1, 2, 3], attempts.Select(span => span.GetTagItem("capsule.task.attempt")));
        Assert.All(attempts, span => Assert.Equal(
            (main.SpanId, ActivityStatusCode.Error, "task_error"), (span.ParentSpanId, span.Status, span.GetTagItem("error.type"))));
        Assert.All([run, main, .. middles], span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
        Assert.True((long)main.GetTagItem("capsule.task.fuel")! > 0 && (long)main.GetTagItem("capsule.task.memory")! > 0);
        Assert.Equal(9, spans.Ended.Count);
    }

    [Fact]
    public async Task A_run_that_fails_has_the_type_of_its_error_and_nothing_else_of_it()
    {
        using var spans = new RecordedSpans();
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf("raise ValueError('a secret', kwargs)"), arguments: ["a secret"]);

        Assert.False(envelope.Success);
        Assert.All([spans["run main"], spans["task main"]], span => Assert.Equal(
            (ActivityStatusCode.Error, "task_error", null), (span.Status, span.GetTagItem("error.type"), span.StatusDescription)));
        Assert.All(spans.Ended, span => Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal)));
        Assert.All(spans.Ended, span => Assert.Empty(span.Events));
    }

    [Fact]
    public async Task Tasks_are_counted_and_measured()
    {
        using var metrics = new RecordedMetrics("measured_main", "measured_child", "measured_bad");
        var envelope = await fixture.Runtime.RunAsync(
            """
            from capsule import task
            @task
            def measured_child(n): return n
            @task(max_retries=1)
            def measured_bad(): raise ValueError()
            @task
            def measured_main(): return [measured_child(1).unwrap(), measured_child(2).unwrap(), measured_bad().success]
            """,
            task: "measured_main");
        Assert.Equal("[1,2,false]", envelope.Json());

        Assert.Equal(["measured_bad", "measured_child", "measured_child", "measured_main"],
            metrics.Of("capsule.task.started").Select(one => one.Task).Order(StringComparer.Ordinal));
        (string, string?)[] expected =
            [("measured_bad", "task_error"), ("measured_child", null), ("measured_child", null), ("measured_main", null)];
        foreach (var name in new[] { "capsule.task.ended", "capsule.task.duration", "capsule.task.fuel", "capsule.task.memory" })
        {
            var values = metrics.Of(name);
            Assert.Equal(expected, values.Select(one => (one.Task, one.Error)).OrderBy(one => one.Task, StringComparer.Ordinal));
            Assert.All(values, one => Assert.True(one.Value > 0, $"{name} {one}"));
        }

        Assert.All(metrics.Of("capsule.task.ended"), one => Assert.Equal(1, one.Value));
        Assert.Equal(envelope.Execution.FuelConsumed, metrics.Of("capsule.task.fuel").Single(one => one.Task == "measured_main").Value);
        Assert.Equal(envelope.Execution.DurationMs / 1000, metrics.Of("capsule.task.duration").Single(one => one.Task == "measured_main").Value);
    }

    [Fact]
    public async Task Calls_of_tools_have_spans_and_what_a_tool_does_is_below_them()
    {
        using var spans = new RecordedSpans();
        ToolCollection tools = new()
        {
            { "lookup", (int id) => { using var own = spans.Start("query"); return id; } },
            { "fail", (Func<int>)(() => throw new InvalidOperationException("a secret")) },
        };
        var envelope = await fixture.Runtime.RunAsync(
            ProgramReference.Source(Sources.MainOf(
                """
                seen = [tools.lookup(7)]
                for call in (tools.fail, tools.invented, lambda: tools.lookup('x')):
                    try:
                        call()
                    except Exception as error:
                        seen.append(type(error).__name__)
                return seen
                """,
                before: "from capsule import tools")),
            new TaskCall(), new RunOptions { Tools = tools }, TestContext.Current.CancellationToken);
        Assert.Equal("""[7,"ToolError","PermissionError","ValueError"]""", envelope.Json());

        var calls = spans.Ended.Where(span => span.OperationName.StartsWith("execute_tool", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            [("execute_tool lookup", "lookup", null), ("execute_tool fail", "fail", "tool"), ("execute_tool", "invented", "permission_denied"),
                ("execute_tool lookup", "lookup", "bad_request")],
            calls.Select(span => (span.DisplayName, (string)span.GetTagItem("gen_ai.tool.name")!, (string?)span.GetTagItem("error.type"))));
        Assert.All(calls, span => Assert.Equal(spans["task main"].SpanId, span.ParentSpanId));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Error], calls.Select(span => span.Status));
        Assert.Equal(calls[0].SpanId, spans["query"].ParentSpanId);
    }

    [Fact]
    public async Task Spans_say_the_language()
    {
        using var spans = new RecordedSpans();
        await fixture.Runtime.RunAsync(
            ProgramReference.Source("import { task } from '@capsule-run/sdk'; export const typed = task({ name: 'typed' }, () => 1);", GuestLanguage.JavaScript),
            new TaskCall(), cancellationToken: TestContext.Current.CancellationToken);
        await using var session = await StartSessionAsync(new SessionOptions { Language = GuestLanguage.JavaScript });
        _ = await session.RunAsync("1", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            ["javascript", "javascript", "javascript"],
            new[] { "run typed", "task typed", "cell" }.Select(name => spans[name].GetTagItem("capsule.language")));
    }

    [Fact]
    public async Task Each_cell_of_a_session_has_a_span_below_that_of_its_caller()
    {
        using var spans = new RecordedSpans();
        ToolCollection tools = new() { { "lookup", (int id) => id } };
        await using var session = await StartSessionAsync(new SessionOptions { Tools = tools });
        using var caller = spans.Start("caller")!;
        string[] sources = ["from capsule import tools\ntools.lookup(7)", "raise ValueError('a secret')", "import time\ntime.sleep(3600)"];
        foreach (var source in sources)
        {
            _ = await session.RunAsync(
                source, new SessionCall { Timeout = source == sources[2] ? TimeSpan.FromMilliseconds(1) : null }, TestContext.Current.CancellationToken);
        }

        _ = await session.CheckAsync("1", TestContext.Current.CancellationToken);
        var cells = spans.Ended.Where(span => span.DisplayName == "cell").ToArray();
        Assert.Equal(
            [(1, ActivityStatusCode.Unset, null), (2, ActivityStatusCode.Error, "task_error"), (3, ActivityStatusCode.Error, "timeout")],
            cells.Select(span => ((int)span.GetTagItem("capsule.cell.number")!, span.Status, (string?)span.GetTagItem("error.type"))));
        Assert.All(cells, span =>
        {
            Assert.Equal((caller.SpanId, session.Id), (span.ParentSpanId, span.GetTagItem("capsule.session.id")));
            Assert.Equal("python", span.GetTagItem("capsule.language"));
            Assert.True((long)span.GetTagItem("capsule.cell.fuel")! > 0 && (long)span.GetTagItem("capsule.cell.memory")! > 0);
            Assert.Null(span.StatusDescription);
            Assert.Empty(span.Events);
            Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
        });
        Assert.Equal(cells[0].SpanId, spans["execute_tool lookup"].ParentSpanId);
        Assert.Same(caller, Activity.Current);
    }

    [Fact]
    public async Task Cells_are_counted_and_measured()
    {
        using var metrics = RecordedMetrics.OfCells();
        await using var session = await StartSessionAsync(SessionOptions.Default);
        var good = await session.RunAsync("1", cancellationToken: TestContext.Current.CancellationToken);
        var bad = await session.RunAsync("raise ValueError()", cancellationToken: TestContext.Current.CancellationToken);

        // Other tests run cells at the same time: these are found among them by their costs.
        Assert.True(metrics.Of("capsule.cell.started").Count >= 2);
        Assert.All(metrics.Of("capsule.cell.ended"), one => Assert.Equal(1, one.Value));
        foreach (var (result, error) in new[] { (good, null), (bad, "task_error") })
        {
            Assert.Contains(("", error, result.Duration.TotalSeconds), metrics.Of("capsule.cell.duration"));
            Assert.Contains(("", error, result.FuelConsumed), metrics.Of("capsule.cell.fuel"));
            Assert.Contains(("", error, result.RamUsed), metrics.Of("capsule.cell.memory"));
            Assert.Contains(("", error, 1), metrics.Of("capsule.cell.ended"));
        }
    }

    [Fact]
    public async Task What_nobody_samples_is_not_recorded_and_changes_nothing()
    {
        using var source = new ActivitySource("unsampled");
        using var listener = new ActivityListener
        {
            ShouldListenTo = from => from == source,
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        using var root = source.StartActivity("root");

        Assert.Equal("[true,true,false]", (await fixture.Runtime.RunAsync(Workflow)).Json());
        Assert.Same(root, Activity.Current);
    }

    private async Task<CapsuleSession> StartSessionAsync(SessionOptions options)
    {
        var created = await fixture.Runtime.TryCreateSessionAsync(options, cancellationToken: TestContext.Current.CancellationToken);
        return created.TryGet(out var session, out var failure) ? session : throw new InvalidOperationException(failure.Message);
    }
}
