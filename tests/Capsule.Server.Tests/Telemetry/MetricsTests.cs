using System.Diagnostics.Metrics;
using System.Net;
using Capsule.Runtime;
using Capsule.Server.Keys;
using Capsule.Server.Telemetry;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests.Telemetry;

/// <summary><c>/metrics</c>.</summary>
public sealed class MetricsTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_of_executions_requests_slots_and_tenants_are_there_and_nothing_secret_is()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (monitor, key) = (server.NewKey(KeyRole.Monitor), server.NewKey(KeyRole.Run, "team"));
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "very_secret = 1"}""", key)).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1/0"}""", key)).Status);
        Assert.Equal(400, (await server.PostAsync("/v1/execute", "{}", key)).Status);

        var text = "";
        await Patience.UntilAsync(
            async () =>
            {
                // ASP.NET Core counts a request after it was answered.
                using var client = server.Client(monitor);
                text = await client.GetStringAsync("/metrics", Cancellation);
                return text.Contains("""http_server_request_duration_seconds_count{method="POST",route="/v1/execute",status="400"}""", StringComparison.Ordinal);
            },
            "requests are counted");

        Assert.Contains("capsule_task_ended_total{language=\"python\"} ", text, StringComparison.Ordinal);
        Assert.Contains("capsule_task_ended_total{language=\"python\",error_type=\"task_error\"} ", text, StringComparison.Ordinal);
        Assert.Contains("capsule_task_duration_seconds_bucket{language=\"python\",le=\"+Inf\"} ", text, StringComparison.Ordinal);
        Assert.Contains("\ncapsule_server_slots 64\n", text, StringComparison.Ordinal);
        Assert.Contains("\ncapsule_server_slots_free 64\n", text, StringComparison.Ordinal);
        Assert.Contains("\ncapsule_tenant_executions_total{tenant=\"team\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\ncapsule_tenant_executions_running{tenant=\"team\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(key[8..24], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_is_of_the_format()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        using var client = server.Client(server.NewKey(KeyRole.Operator));
        using var answer = await client.GetAsync("/metrics", Cancellation);

        Assert.Equal((HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.All(
            (await answer.Content.ReadAsStringAsync(Cancellation)).TrimEnd('\n').Split('\n'),
            line => Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [-+.0-9E]+)$""", line));
    }

    [Fact]
    public void What_is_in_quotes_stays_there() =>
        Assert.Equal("""a="1",b="x\"\\\n" """.TrimEnd(), PrometheusText.Label("a=\"1\"", "b", "x\"\\\n"));

    [Fact]
    public void An_instrument_has_no_more_than_so_many_series()
    {
        using var table = new MetricTable();
        using var meter = new Meter(CapsuleTelemetry.Name);
        var counter = meter.CreateCounter<long>("capsule.test.series");
        for (var i = 0; i < 3000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("error.type", i));
        }

        var text = new PrometheusText();
        table.Write(text);
        Assert.Equal(1000, text.ToString().Split('\n').Count(line => line.StartsWith("capsule_test_series_total{", StringComparison.Ordinal)));
    }
}
