using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>A guest that speaks with the gate itself, past every library.</summary>
public sealed class GateTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Host = "import _capsule_guest.host as host\n";

    [Theory]
    [InlineData("method='GET', headers=[['X-A', 'b\\r\\nX-C: d']]")]
    [InlineData("method='GET', headers=[['X-A', 'b\\nX-C: d']]")]
    [InlineData("method='GET', headers=[['X-A', 'b\\0']]")]
    [InlineData("method='GET', headers=[['X-A\\r\\nX-C', 'd']]")]
    [InlineData("method='GET', headers=[['X A', 'd']]")]
    [InlineData("method='GET', headers=[['', 'd']]")]
    [InlineData("method='GET', headers=[['X-A']]")]
    [InlineData("method='GET', headers=[['X-A', 1]]")]
    [InlineData("method='GET', headers={'a': 'b'}")]
    [InlineData("method='GET', headers=[['Host', 'other.example.org']]")]
    [InlineData("method='POST', headers=[['Transfer-Encoding', 'chunked']]")]
    [InlineData("method='POST', headers=[['transfer-encoding', 'identity']]")]
    [InlineData("method='POST', headers=[['Content-Length', '5']]")]
    [InlineData("method='POST', headers=[['Content-Length', '5']], length=3")]
    [InlineData("method='POST', length=3")]
    [InlineData("method='POST', length=-1")]
    [InlineData("method='POST', length=1e300")]
    [InlineData("method='GET', headers=[['Connection', 'keep-alive, X-A']]")]
    [InlineData("method='GET', headers=[['Upgrade', 'websocket']]")]
    [InlineData("method='GET', headers=[['TE', 'trailers']]")]
    [InlineData("method='GET', headers=[['Proxy-Authorization', 'x']]")]
    [InlineData("method='GET / HTTP/1.1\\r\\nX: y\\r\\n'")]
    [InlineData("method=''")]
    [InlineData("method='CONNECT'")]
    [InlineData("method='TRACE'")]
    [InlineData("method=1")]
    public async Task A_malformed_request_is_refused(string fields)
    {
        var envelope = await network.RunAsync(Host + $"return host.call('http.open', url=PLAIN + '/never', {fields})");
        Assert.Equal("ValueError", envelope.Error?.Exception);
        Assert.DoesNotContain(network.Server.Connections, line => line.StartsWith("/never", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("host.call('http.read', handle=1)")]
    [InlineData("host.call('http.head', handle=-1)")]
    [InlineData("host.call('http.write', b'x', handle=1e300)")]
    [InlineData("host.call('http.read', handle='1')")]
    [InlineData("host.call('http.open')")]
    [InlineData("host.call('http.connect', url='file:///etc/passwd')")]
    public async Task Handles_and_fields_that_are_wrong_are_refused(string call) =>
        Assert.Equal("ValueError", (await network.RunAsync(Host + "return " + call)).Error?.Exception);

    [Fact]
    public async Task A_body_cannot_be_longer_or_shorter_than_announced() => Assert.Equal("[\"ValueError\",\"ValueError\"]", (await network.RunAsync(
        Host +
        """
        seen = []
        for body in (b'toolong', b'sh'):
            handle = host.call('http.open', method='POST', url=PLAIN + '/count', stream=True, length=4)
            try:
                host.call('http.write', body, handle=handle, last=True)
            except ValueError as error:
                seen.append(type(error).__name__)
        return seen
        """)).Json());

    [Fact]
    public async Task Paths_go_out_as_they_are_written() => Assert.Equal("\"/echo?a=%2F../%41&b=//\"", (await network.RunAsync(
        """
        import json, http.client, urllib.parse
        c = http.client.HTTPConnection(urllib.parse.urlsplit(PLAIN).netloc)
        c.request('GET', '/echo?a=%2F../%41&b=//')
        return json.load(c.getresponse())['target']
        """)).Json());

    [Fact]
    public async Task Fifty_megabytes_go_up_and_down_in_parts()
    {
        var envelope = await network.RunAsync(
            """
            import http.client, urllib.parse
            c = http.client.HTTPConnection(urllib.parse.urlsplit(PLAIN).netloc)
            part = bytes(range(256)) * 256
            c.request('POST', '/count', (part for _ in range(800)), {'Content-Length': str(800 * 65536)})
            up = int(c.getresponse().read().split()[0])
            c.request('GET', '/bytes/52428800')
            response, down = c.getresponse(), 0
            while data := response.read(65536):
                down += len(data)
            return [up, down]
            """,
            network.Hosts);
        Assert.Equal("[52428800,52428800]", envelope.Json());
        Assert.Equal([200, 200], envelope.Execution.HostRequests.Select(request => request.Status));
        Assert.Equal(52_428_800, envelope.Execution.HostRequests[1].Bytes);
        Assert.True(envelope.Execution.RamUsed < 100_000_000, $"{envelope.Execution.RamUsed}");
    }

    [Fact]
    public async Task Bounds_are_errors_that_say_so()
    {
        await using var runtime = await network.RuntimeWithAsync(new HttpLimits
        {
            ResponseBytes = 1000,
            Requests = 7,
            Concurrent = 2,
            RequestHeaderBytes = 1000,
            ResponseHeaderKibibytes = 4,
            ListedRequests = 5,
        });
        var envelope = await network.RunAsync(runtime, Host +
            """
            import urllib.request
            seen = []
            def attempt(url, **headers):
                try:
                    with urllib.request.urlopen(urllib.request.Request(PLAIN + url, headers=headers)) as response:
                        response.read()
                except Exception as error:
                    error = getattr(error, 'reason', error)
                    seen.append(f'{type(error).__name__}')
            attempt('/bytes/1001')
            attempt('/headers/9000')
            attempt('/echo', x='a' * 2000)
            handles = [host.call('http.open', method='GET', url=PLAIN + '/slow?ms=100000') for _ in range(2)]
            attempt('/echo')
            for handle in handles:
                host.call('http.close', handle=handle)
            attempt('/echo')
            attempt('/echo')
            return seen
            """);
        Assert.Equal("""["LimitExceeded","LimitExceeded","LimitExceeded","LimitExceeded","LimitExceeded"]""", envelope.Json());
        Assert.Equal(5, envelope.Execution.HostRequests.Count);
        Assert.Equal(3, envelope.Execution.OmittedHostRequests);
    }

    [Theory]
    [InlineData("urllib.request.urlopen(PLAIN + '/slow?ms=100000000').read()")]
    [InlineData("urllib.request.urlopen(PLAIN + '/stall').read()")]
    public async Task A_task_s_timeout_ends_its_requests(string statement)
    {
        var envelope = await network.RunAsync("import urllib.request\n" + statement, network.Hosts, timeout: "500ms")
            .WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorType.Timeout, envelope.Error?.Type);
    }
}
