using System.Net;
using System.Net.Sockets;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary>Whoever opens connections and sends nothing keeps nobody else out.</summary>
public sealed class ConnectionTests(RuntimeFixture fixture)
{
    private const int Most = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Idle_connections_make_room_for_those_who_have_something_to_say()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxConnections = Most });
        var idle = await OpenAsync(server, Most + 10, IPAddress.Loopback);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);
        idle.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task Whoever_opens_many_connections_closes_their_own()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxConnections = Most });
        using var other = (await OpenAsync(server, 1, IPAddress.Parse("127.0.0.2")))[0];
        var idle = await OpenAsync(server, 3 * Most, IPAddress.Loopback);

        await Patience.UntilAsync(() => idle.Count(connection => IsClosed(connection)) >= 2 * Most, "the oldest of them are closed");
        await other.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancellation);
        var answer = new byte[12];
        await other.GetStream().ReadExactlyAsync(answer, Cancellation);
        Assert.Equal("HTTP/1.1 200"u8.ToArray(), answer);
        idle.ForEach(connection => connection.Dispose());
    }

    private static async Task<List<TcpClient>> OpenAsync(RunningServer server, int count, IPAddress from)
    {
        var opened = new List<TcpClient>();
        for (var i = 0; i < count; i++)
        {
            var client = new TcpClient(new IPEndPoint(from, 0));
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
            opened.Add(client);
        }

        return opened;
    }

    private static bool IsClosed(TcpClient client) => client.Client.Poll(0, SelectMode.SelectRead);
}
