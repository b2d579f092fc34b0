using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Capsule.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelContextProtocol.Client;

namespace Capsule.Cli.Tests.Telemetry;

/// <summary>The real program, and a collector that it sends to.</summary>
public sealed class ExportTests
{
    private const string Program = """
        from capsule import task

        @task(max_retries=1)
        def shaky():
            raise ValueError("a secret")

        @task(name="main", allowed_hosts=[])
        def main(name="Ada"):
            import os, urllib.request
            try:
                urllib.request.urlopen("http://localhost:9/a?token=secret")
            except OSError:
                pass
            return [shaky().success, [key for key in os.environ if "TRACE" in key or "OTEL" in key]]
        """;

    [Theory]
    [InlineData("http/protobuf", HttpProtocols.Http1)]
    [InlineData("grpc", HttpProtocols.Http2)]
    [InlineData(null, HttpProtocols.Http2)]
    public async Task A_run_is_sent_as_one_trace_with_its_metrics(string? protocol, HttpProtocols protocols)
    {
        await using var collector = await Collector.StartAsync(protocols);
        using var folder = new JournaledFolder(Program);
        var result = await CliProcess.RunAsync(folder.Path, collector.Environment(protocol), "run", "main.py");

        Assert.Equal((0, "[false,[]]\n", ""), (result.ExitCode, result.Output, result.Error));
        var spans = collector.Spans.ToDictionary(span => span.Name + Attempt(span), StringComparer.Ordinal);
        Assert.Equal(["GET", "run main", "task main 1", "task shaky 1", "task shaky 2"], spans.Keys.Order(StringComparer.Ordinal));
        Assert.Single(spans.Values, span => span.ParentId.Length == 0);
        Assert.Single(spans.Values.Select(span => span.TraceId).Distinct());
        Assert.All(spans.Values, span => Assert.Equal(("capsule", "Capsule", 32), (span.Resource["service.name"], span.Scope, span.TraceId.Length)));
        Assert.Equal(spans["run main"].SpanId, spans["task main 1"].ParentId);
        Assert.All(["GET", "task shaky 1", "task shaky 2"], name => Assert.Equal(spans["task main 1"].SpanId, spans[name].ParentId));
        Assert.Equal((2, "task_error"), (spans["task shaky 2"].Status, spans["task shaky 2"].Attributes["error.type"]));
        Assert.Equal((3, "permission_denied"), (spans["GET"].Kind, spans["GET"].Attributes["error.type"]));
        Assert.Equal("http://localhost:9/a?token=REDACTED", spans["GET"].Attributes["url.full"]);
        var run = await folder.OnlyRunAsync();
        Assert.Equal(run.GetProperty("id").GetString(), spans["run main"].Attributes["capsule.run.id"]);

        var metrics = collector.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        Assert.Equal(
            ["capsule.task.duration", "capsule.task.ended", "capsule.task.fuel", "capsule.task.memory", "capsule.task.started"],
            metrics.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, metrics["capsule.task.ended"].Sums.Single(point => point.Attributes.ContainsValue("task_error")).Value);
        Assert.Equal(2, metrics["capsule.task.duration"].Histograms.Sum(point => point.Count));
        Assert.Equal("capsule", metrics["capsule.task.started"].Resource["service.name"]);
    }

    [Fact]
    public async Task The_usual_variables_name_the_service_and_choose_what_is_sent()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new JournaledFolder(Program);
        var result = await CliProcess.RunAsync(folder.Path, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Url + "/v1/traces",
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer x",
            ["OTEL_SERVICE_NAME"] = "orders",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test",
        }, "run", "main.py");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(collector.Spans, span => Assert.Equal(("orders", "test"), (span.Resource["service.name"], span.Resource["deployment.environment.name"])));
        Assert.All(collector.Requests, request => Assert.Equal(("/v1/traces", "Bearer x"), request));
        Assert.NotEmpty(collector.Spans);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://localhost/")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "no pair")]
    public async Task What_is_not_wanted_or_cannot_be_used_is_not_sent(string name, string value)
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new JournaledFolder(Program);
        var environment = collector.Environment();
        environment[name] = value;
        var result = await CliProcess.RunAsync(folder.Path, environment, "run", "main.py");

        Assert.Equal((0, "[false,[]]\n"), (result.ExitCode, result.Output));
        Assert.Empty(collector.Requests);
        Assert.True(
            value is "true" or "" ? result.Error.Length == 0 : result.Error.StartsWith("warning: no telemetry is sent: ", StringComparison.Ordinal),
            result.Error);
        Assert.True(result.Error.Count(c => c == '\n') <= 2, result.Error);
    }

    [Theory]
    [InlineData("http/protobuf", HttpProtocols.Http1)]
    [InlineData("grpc", HttpProtocols.Http2)]
    public async Task A_collector_that_hangs_keeps_nobody(string protocol, HttpProtocols protocols)
    {
        await using var collector = await Collector.StartAsync(protocols, context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var environment = collector.Environment(protocol);
        environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "10000";
        await AssertEndsWithOneWarningAsync(environment);
        Assert.NotEmpty(collector.Requests);
    }

    [Theory]
    [InlineData("http/protobuf", HttpProtocols.Http1)]
    [InlineData("grpc", HttpProtocols.Http2)]
    public async Task A_collector_that_refuses_is_told_about(string protocol, HttpProtocols protocols)
    {
        await using var collector = await Collector.StartAsync(protocols, context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        Assert.Contains("status 401", await AssertEndsWithOneWarningAsync(collector.Environment(protocol)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_collector_that_is_not_there_is_told_about(string protocol)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://user:secret@127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        taken.Stop();
        var warning = await AssertEndsWithOneWarningAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        });
        Assert.Contains("could not be reached", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_fails_still_has_its_exit_code()
    {
        using var folder = new JournaledFolder("def main():\n    raise ValueError('no')\n");
        var result = await CliProcess.RunAsync(
            folder.Path, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" }, "run", "main.py");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("warning: telemetry was not sent", result.Error, StringComparison.Ordinal);
        Assert.Contains("ValueError: no", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_sends_what_it_has_when_it_ends(bool bySignal)
    {
        await using var collector = await Collector.StartAsync();
        await using var worker = await WorkerProcess.StartWithAsync(collector.Environment());
        await worker.RunAsync(1, "def main():\n    return 1\n");
        _ = await worker.ReadResultAsync();
        if (bySignal)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{worker.Process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (exitCode, _) = bySignal ? await worker.FinishAsync() : await worker.EndAsync();
        Assert.Equal(bySignal ? 130 : 0, exitCode);
        Assert.Equal(["run main", "task main"], collector.Spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.Contains("capsule.task.ended", collector.Metrics.Select(metric => metric.Name));
    }

    [Fact]
    public async Task A_server_of_the_model_context_protocol_sends_what_it_has_when_its_client_leaves()
    {
        await using var collector = await Collector.StartAsync();
        var environment = collector.Environment().ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        environment["CAPSULE_CACHE"] = Checkout.Cache;
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = CliProcess.Path,
            Arguments = ["mcp"],
            EnvironmentVariables = environment,
            ShutdownTimeout = Patience.Time,
        });
        var patient = new McpClientOptions { InitializationTimeout = Patience.Time };
        await using (var client = await McpClient.CreateAsync(transport, patient, cancellationToken: TestContext.Current.CancellationToken))
        {
            _ = await client.CallToolAsync(
                "execute_python", new Dictionary<string, object?> { ["code"] = "1 / 0" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        var cell = Assert.Single(collector.Spans);
        Assert.Equal(("cell", "", 2, "task_error"), (cell.Name, cell.ParentId, cell.Status, cell.Attributes["error.type"]));
        Assert.Equal(
            ["capsule.cell.duration", "capsule.cell.ended", "capsule.cell.fuel", "capsule.cell.memory", "capsule.cell.started"],
            collector.Metrics.Select(metric => metric.Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Runs the program with a collector that takes nothing; gives what it says.</summary>
    private static async Task<string> AssertEndsWithOneWarningAsync(Dictionary<string, string> environment)
    {
        using var folder = new JournaledFolder(Program);
        var result = await CliProcess.RunAsync(folder.Path, environment, "run", "main.py");

        Assert.Equal((0, "[false,[]]\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("warning: telemetry was not sent: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Split("warning").Length);
        return result.Error;
    }

    private static string Attempt(Received span) =>
        span.Attributes.TryGetValue("capsule.task.attempt", out var attempt) ? $" {attempt}" : "";
}
