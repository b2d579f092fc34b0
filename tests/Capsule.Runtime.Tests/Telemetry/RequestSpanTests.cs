using System.Diagnostics;
using Capsule.Runtime.Tests.Http;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Telemetry;

public sealed class RequestSpanTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Get = """
        import json, urllib.request
        def get(url, method='GET'):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, method=method)) as response:
                    return response.read()
            except OSError as error:
                return str(error)

        """;

    [Fact]
    public async Task A_request_has_a_span_by_the_semantic_conventions()
    {
        using var spans = new RecordedSpans();
        _ = (await network.RunAsync(Get + "get(PLAIN + '/echo?page=2&api_key=abc&sig=def')\nget(SECURE + '/status/404')\nget(PLAIN + '/echo', 'FROB')")).Json();

        var requests = Requests(spans);
        Assert.Equal(["GET", "GET", "HTTP"], requests.Select(span => span.DisplayName));
        Assert.All(requests, span => Assert.Equal((ActivityKind.Client, spans["task main"].SpanId), (span.Kind, span.ParentSpanId)));
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["http.request.method"] = "GET",
                ["url.full"] = $"{network.Plain}/echo?page=2&api_key=REDACTED&sig=REDACTED",
                ["server.address"] = "localhost",
                ["server.port"] = network.Server.Port,
                ["http.response.status_code"] = 200,
            },
            requests[0].TagObjects.ToDictionary());
        Assert.Equal((404, "404", ActivityStatusCode.Error, network.Server.TlsPort), (requests[1].GetTagItem("http.response.status_code"),
            requests[1].GetTagItem("error.type"), requests[1].Status, requests[1].GetTagItem("server.port")));
        Assert.Equal(("_OTHER", "FROB"), (requests[2].GetTagItem("http.request.method"), requests[2].GetTagItem("http.request.method_original")));
    }

    [Theory]
    [InlineData("get('http://other.example.org/a')", "permission_denied", "other.example.org")]
    [InlineData("get('http://localhost:1/')", "connection", "localhost")]
    [InlineData("get('http://user:secret@localhost/')", "bad_request", null)]
    [InlineData("get(PLAIN + '/abort')", "connection", "localhost")]
    public async Task A_request_that_comes_to_nothing_says_why(string call, string error, string? address)
    {
        using var spans = new RecordedSpans();
        _ = await network.RunAsync(
            Get + "import _capsule_guest.host as host\n" + (error == "bad_request"
                ? "try:\n    host.call('http.open', method='GET', url='http://user:secret@localhost/')\nexcept ValueError: pass"
                : call),
            options: $"allowed_hosts=['localhost:{network.Server.Port}', 'localhost:1']");

        var span = Assert.Single(Requests(spans));
        Assert.Equal((error, ActivityStatusCode.Error, address), (span.GetTagItem("error.type"), span.Status, span.GetTagItem("server.address")));
        Assert.DoesNotContain("secret", $"{span.GetTagItem("url.full")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_given_up_ends_with_its_task()
    {
        using var spans = new RecordedSpans();
        using var stop = new CancellationTokenSource();
        var running = network.RunAsync(Get + "get(PLAIN + '/slow?ms=600000')", cancellationToken: stop.Token);
        await Patience.UntilAsync(
            () => network.Server.Connections.Any(line => line.StartsWith("/slow", StringComparison.Ordinal)), "the server gets the request");
        await stop.CancelAsync();

        Assert.False((await running).Success);
        var span = Assert.Single(Requests(spans));
        Assert.Equal(("cancelled", ActivityStatusCode.Error), (span.GetTagItem("error.type"), span.Status));
    }

    [Fact]
    public async Task Neither_the_server_nor_the_guest_learns_of_the_trace()
    {
        using var spans = new RecordedSpans();
        using var http = new ActivityListener
        {
            ShouldListenTo = from => from.Name == "System.Net.Http",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(http);
        Activity.Current!.SetBaggage("user", "1");
        var envelope = await network.RunAsync(
            Get + "import os\nreturn [sorted(json.loads(get(PLAIN + '/echo'))['headers']), list(os.environ)]");

        Assert.DoesNotContain(spans.Root.TraceId.ToString(), envelope.Json(), StringComparison.Ordinal);
        Assert.DoesNotContain("trace", envelope.Json(), StringComparison.Ordinal);
        Assert.DoesNotContain("baggage", envelope.Json(), StringComparison.Ordinal);
        Assert.DoesNotContain("request-id", envelope.Json(), StringComparison.OrdinalIgnoreCase);
    }

    private static Activity[] Requests(RecordedSpans spans) => [.. spans.Ended.Where(span => span.Kind == ActivityKind.Client)];
}
