using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Capsule.Runtime;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests.Telemetry;

/// <summary>Traces of callers.</summary>
public sealed class CallerTraceTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_trace_of_a_caller_with_a_key_goes_on_and_that_of_others_does_not()
    {
        var (ours, theirs) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CapsuleTelemetry.Name || source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RunningServer.StartAsync(fixture.Runtime);

        Assert.Equal(200, await SendAsync(server, ours, server.Admin));
        Assert.Equal(401, await SendAsync(server, theirs, "capsule_"));

        await Patience.UntilAsync(() => spans.Any(span => span.TraceId == ours && span.DisplayName == "POST /v1/execute"), "the request's span ends");
        var request = spans.Single(span => span.TraceId == ours && span.DisplayName == "POST /v1/execute");
        Assert.Equal((ActivityKind.Server, "00f067aa0ba902b7"), (request.Kind, request.ParentSpanId.ToHexString()));
        Assert.Contains(spans, span => span.TraceId == ours && span.DisplayName == "task main");
        Assert.DoesNotContain(spans, span => span.TraceId == theirs);
    }

    private static async Task<int> SendAsync(RunningServer server, ActivityTraceId trace, string key)
    {
        using var client = server.Client(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/execute") { Content = new StringContent("""{"code": "1"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var response = await client.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }
}
