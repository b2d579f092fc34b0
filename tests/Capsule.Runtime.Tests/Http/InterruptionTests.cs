using System.Net;
using System.Net.Sockets;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Requests that do not come to their end.</summary>
public sealed class InterruptionTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_for_another_name_is_an_error_that_says_so()
    {
        var envelope = await network.RunAsync(
            """
            import urllib.error, urllib.parse, urllib.request
            seen = []
            for host in ('inside.test', 'localhost'):
                try:
                    urllib.request.urlopen(f'https://{host}:{urllib.parse.urlsplit(SECURE).port}/never').read()
                except urllib.error.HTTPError as error:
                    seen.append(error.code)
                except urllib.error.URLError as error:
                    seen.append([type(error.reason).__name__, str(error.reason)])
            return seen
            """,
            $"allowed_hosts=['inside.test:{network.Server.TlsPort}', 'localhost:{network.Server.TlsPort}']");
        var seen = envelope.Result.EnumerateArray().ToArray();
        Assert.Equal("SSLError", seen[0][0].GetString());
        Assert.Contains("inside.test", seen[0][1].GetString(), StringComparison.Ordinal);
        Assert.Contains("the server's certificate is for another name", seen[0][1].GetString(), StringComparison.Ordinal);
        Assert.Equal(404, seen[1].GetInt32());
        Assert.Single(network.Server.Connections, line => line.StartsWith("/never", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/stall")]
    [InlineData("/slow?ms=100000000")]
    public async Task A_caller_that_cancels_ends_the_request_at_the_server_too(string path)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var marked = path.Split('?')[0];
        var before = network.Server.Connections.Count(line => line.StartsWith(marked + " ", StringComparison.Ordinal));
        var source = Sources.MainOf(
            $"import urllib.request\nreturn urllib.request.urlopen('{network.Plain}{path}').read()", network.Hosts, "");
        var running = network.Runtime.RunAsync(
            ProgramSource.FromText(source), new TaskCall(), new RunOptions { Observer = new RecordingObserver() }, stop.Token);
        await Patience.UntilAsync(
            () => network.Server.Connections.Count(line => line.StartsWith(marked + " ", StringComparison.Ordinal)) > before, "the server gets the request");
        await stop.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await running).Error?.Type);
        await Patience.UntilAsync(() => network.Server.Aborted.Contains(marked), "the server sees the end");
    }

    [Fact]
    public async Task A_response_that_the_guest_closes_ends_the_request_at_the_server()
    {
        var envelope = await network.RunAsync(
            """
            import urllib.request
            with urllib.request.urlopen(PLAIN + '/bytes/1000000000') as response:
                return len(response.read(10))
            """);
        Assert.Equal("10", envelope.Json());
        await Patience.UntilAsync(() => network.Server.Aborted.Contains("/bytes/1000000000"), "the server sees the end");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", true)]
    [InlineData("", false)]
    public async Task A_server_that_drips_is_ended_by_the_time_for_a_request(string start, bool drips)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var dripping = DripAsync(server, start, drips);
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        await using var runtime = await network.RuntimeWithAsync(new HttpLimits { RequestTime = TimeSpan.FromSeconds(2) });
        var envelope = await network.RunAsync(
            runtime,
            $"""
            import http.client
            c = http.client.HTTPConnection('localhost', {port}, timeout=3600)
            try:
                c.request('GET', '/')
                return len(c.getresponse().read())
            except TimeoutError as error:
                return str(error)
            """,
            $"allowed_hosts=['localhost:{port}']");
        Assert.Contains($"the request to localhost:{port} took longer than it may", envelope.Json(), StringComparison.Ordinal);
        await dripping;
    }

    /// <summary>.NET would send the second request on the connection of the first.</summary>
    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.0 204 No Content\r\n\r\n")]
    public async Task A_server_that_closes_after_each_response_loses_no_request(string response)
    {
        await using var server = new RawServer(async (_, stream) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(response), Cancellation);
            await Task.WhenAny(stream.ReadAsync(new byte[1], Cancellation).AsTask(), Task.Delay(300, Cancellation));
        });
        var envelope = await network.RunAsync(
            $"""
            import http.client
            seen = []
            for _ in range(3):
                c = http.client.HTTPConnection('localhost', {server.Port}, timeout=50)
                c.request('POST', '/', b'body')
                seen.append(c.getresponse().status)
            return len(seen)
            """,
            $"allowed_hosts=['localhost:{server.Port}']");
        Assert.Equal("3", envelope.Json());
    }

    /// <summary>Sends something, and then a byte now and then, until the other end is gone.</summary>
    private static async Task DripAsync(TcpListener server, string start, bool drips)
    {
        using var client = await server.AcceptSocketAsync(Cancellation);
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(start), Cancellation);
        try
        {
            var received = new byte[1024];
            while (await client.ReceiveAsync(received, Cancellation) > 0 && drips)
            {
                for (; ; await Task.Delay(100, Cancellation))
                {
                    await client.SendAsync("a"u8.ToArray(), Cancellation);
                }
            }
        }
        catch (SocketException)
        {
            // It is gone.
        }
    }
}
