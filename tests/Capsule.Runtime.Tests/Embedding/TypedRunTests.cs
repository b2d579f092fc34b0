using System.Text.Json.Serialization;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Embedding;

public sealed partial class TypedRunTests(RuntimeFixture fixture)
{
    private const string Analyze = """
        def main(path, max_rows=10):
            return {"path": path, "row_count": max_rows}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_runs_with_arguments_and_a_result_of_types()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("analyze.py", Analyze);
        var envelope = await fixture.Runtime.RunAsync<Report>(file, new { path = "data", MaxRows = 3 }, Cancellation);
        Assert.Equal(new Report("data", 3), envelope.GetResult());
    }

    [Fact]
    public async Task Types_need_no_reflection()
    {
        var envelope = await fixture.Runtime.RunAsync(
            ProgramReference.Source(Analyze), new Query("data"), Json.Default.Query, Json.Default.Report, cancellationToken: Cancellation);
        Assert.Equal(new Report("data", 10), envelope.Result);
    }

    [Fact]
    public async Task An_artifact_runs_by_its_path()
    {
        using var folder = new TemporaryFolder();
        var loaded = await fixture.Runtime.LoadAsync(ProgramSource.FromText(Analyze), new RunOptions(), Cancellation);
        var file = Path.Combine(folder.Path, "analyze.wasm");
        await File.WriteAllBytesAsync(file, loaded.OrThrow().Export(), Cancellation);
        var envelope = await fixture.Runtime.RunAsync<Report>(file, new object[] { "here", 1 }, Cancellation);
        Assert.Equal(new Report("here", 1), envelope.Result);
    }

    [Fact]
    public async Task A_failure_is_a_value_or_an_exception_as_the_caller_likes()
    {
        var envelope = await fixture.Runtime.RunAsync<Report>(
            ProgramReference.Source("def main(): raise ValueError('no')"), cancellationToken: Cancellation);
        Assert.Equal((false, "ValueError"), (envelope.Success, envelope.Error?.Exception));
        var thrown = Assert.Throws<CapsuleException>(envelope.GetResult);
        Assert.Equal(ErrorType.TaskError, thrown.Failure.Type);
    }

    [Fact]
    public async Task A_result_of_another_form_is_a_failure()
    {
        var envelope = await fixture.Runtime.RunAsync<Report>(
            ProgramReference.Source("def main(): return [1]"), cancellationToken: Cancellation);
        Assert.Equal(ErrorType.InvalidResult, envelope.Error?.Type);
    }

    [Fact]
    public async Task Arguments_are_an_object_or_a_list() => await Assert.ThrowsAsync<ArgumentException>(
        () => fixture.Runtime.RunAsync<Report>(ProgramReference.Source(Analyze), "data", Cancellation));

    [Fact]
    public async Task A_file_has_what_its_project_says_and_no_more_than_the_lower_cap()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[limits]\nmax_timeout = \"200ms\"\n");
        var file = folder.Write("loop.py", "import time\ndef main(): time.sleep(3600)\n");
        var options = new RunOptions { Caps = new PolicyCaps { Limits = new TaskLimits { Timeout = TimeSpan.FromMinutes(10) } } };
        var envelope = await fixture.Runtime.RunAsync(file, new TaskCall(), options, Cancellation);
        Assert.Equal(ErrorType.Timeout, envelope.Error?.Type);
    }

    [Fact]
    public async Task A_stream_tells_what_happens_and_ends_with_the_envelope()
    {
        var source = ProgramReference.Source(Sources.MainOf("print('Grüße')\nraise ValueError()", "max_retries=1"));
        var events = await fixture.Runtime.StreamAsync(source, cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            [
                typeof(TaskEvent.Started), typeof(TaskEvent.Output), typeof(TaskEvent.Retried), typeof(TaskEvent.Started),
                typeof(TaskEvent.Output), typeof(TaskEvent.Ended), typeof(TaskEvent.RunEnded),
            ],
            events.Select(happened => happened.GetType()));
        Assert.Equal("Grüße\n", Assert.IsType<TaskEvent.Output>(events[1]).Text);
        Assert.Equal(ErrorType.TaskError, Assert.IsType<TaskEvent.RunEnded>(events[^1]).Envelope.Error?.Type);
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_run()
    {
        var endless = ProgramReference.Source("def main():\n    while True: print('x' * 1000)\n");
        var seen = 0;
        await foreach (var happened in fixture.Runtime.StreamAsync(endless, new TaskCall(), cancellationToken: Cancellation))
        {
            if (happened is TaskEvent.Output && ++seen == 10)
            {
                break;
            }
        }

        Assert.Equal(10, seen);
    }

    [Fact]
    public async Task A_cancelled_stream_still_ends_with_the_envelope()
    {
        using var stop = new CancellationTokenSource();
        var endless = ProgramReference.Source("import time\ndef main():\n    print('x')\n    time.sleep(3600)\n");
        TaskEvent? last = null;
        await foreach (var happened in fixture.Runtime.StreamAsync(endless, new TaskCall(), cancellationToken: stop.Token))
        {
            last = happened;
            if (happened is TaskEvent.Output)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(ErrorType.Cancelled, Assert.IsType<TaskEvent.RunEnded>(last).Envelope.Error?.Type);
    }

    private sealed record Report(string Path, int RowCount);

    private sealed record Query(string Path);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Query))]
    [JsonSerializable(typeof(Report))]
    private sealed partial class Json : JsonSerializerContext;
}
