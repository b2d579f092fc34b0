using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Capsule.Runtime.Durable;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary><c>/v1/runs/{id}/events</c>.</summary>
public sealed class RunEventTests(RuntimeFixture fixture)
{
    private const string Program =
        """{"name": "flow", "files": {"main.py": "from capsule import task, gather\n@task\nasync def part(i):\n    print('part', i)\n    return i\n@task\nasync def main(n):\n    print('begin')\n    await gather(*[part.start(i) for i in range(n)])\n    print('end')\n    return n\n"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_has_not_and_nothing_twice()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var id = await StartAsync(server, 5);
        var all = await ReadAsync(server, id, lastId: null);

        Assert.Equal(("task_started", "run"), (all[0].Name, all[^1].Name));
        Assert.Equal("succeeded", all[^1].Data.GetProperty("status").GetString());
        Assert.Equal(6, all.Count(one => one.Name == "task_started"));
        Assert.Equal(6, all.Count(one => one.Name == "task_ended"));
        var printed = string.Concat(all.Where(one => one.Name == "output").Select(one => one.Data.GetProperty("text").GetString()));
        Assert.Equal(["begin", "end", "part 0", "part 1", "part 2", "part 3", "part 4"], printed.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));

        for (var known = 0; known < all.Count - 1; known++)
        {
            var rest = await ReadAsync(server, id, all[known].Id);
            Assert.Equal(
                all.Skip(known + 1).Where(one => one.Name != "run").Select(one => (one.Id, one.Data.GetRawText())),
                rest.Where(one => one.Name != "run").Select(one => (one.Id, one.Data.GetRawText())));
            Assert.Equal(all[^1].Data.GetRawText(), rest[^1].Data.GetRawText());
        }
    }

    [Fact]
    public async Task Events_come_while_the_run_is_executed()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { Caps = PolicyCaps.None });
        var (_, run) = await server.PostAsync("/v1/runs", """{"code": "import time\nprint('now', flush=True)\ntime.sleep(3600)", "limits": {"timeout": "2h"}}""");
        var id = run.GetProperty("id").GetString()!;
        using var client = server.Client();
        await using var stream = await client.GetStreamAsync($"/v1/runs/{id}/events", Cancellation);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(Cancellation) is { } line && !line.Contains("now", StringComparison.Ordinal))
        {
        }

        await server.PostAsync($"/v1/runs/{id}/cancel", "");
        Assert.Contains("\"status\":\"cancelled\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("1.2.3-4-5")]
    [InlineData("-1.0.")]
    [InlineData("1.99999999999.")]
    public async Task An_id_that_no_event_has_is_refused(string lastId)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var id = await StartAsync(server, 1);
        using var response = await server.SendAsync(HttpMethod.Get, $"/v1/runs/{id}/events", headers: ("Last-Event-ID", lastId));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_id_of_what_never_was_ends_in_the_run_all_the_same()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var id = await StartAsync(server, 1);
        Assert.Equal("run", Assert.Single(await ReadAsync(server, id, "9000000000.2000000000.0-1999999999"), one => one.Name == "run").Name);
    }

    [Fact]
    public async Task A_client_that_stops_reading_holds_up_neither_its_run_nor_the_server()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxEventStreams = 1, EventPatience = TimeSpan.FromMilliseconds(200) });
        var (_, run) = await server.PostAsync("/v1/runs", """{"code": "for _ in range(4000): print('x' * 1000)"}""");
        var id = run.GetProperty("id").GetString()!;
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /v1/runs/{id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Admin}\r\n\r\n"), Cancellation);

        Assert.Equal("succeeded", (await server.GetAsync($"/v1/runs/{id}?wait=60s")).Body.GetProperty("status").GetString());

        // The client never closes its connection: its place is free when the server does.
        var streams = server.App.Services.GetRequiredService<EventStreams>();
        await Patience.UntilAsync(
            () =>
            {
                using var free = streams.Take("anybody");
                return free is not null;
            },
            "the client that does not read is given up");
    }

    [Fact]
    public async Task Clients_follow_no_more_runs_than_they_may()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxEventStreamsOfTenant = 0 });
        var id = await StartAsync(server, 1);
        using var response = await server.SendAsync(HttpMethod.Get, $"/v1/runs/{id}/events");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public void A_position_reads_back_as_it_was_written()
    {
        var position = RunPosition.Of(17, 100, [0, 3, 4, 5, 99]);
        Assert.Equal("17.100.0,3-5,99", position.ToString());
        Assert.Equal(position.ToString(), RunPosition.Parse(position.ToString())!.ToString());
        Assert.Equal([0, 3, 4, 5, 99], Enumerable.Range(0, 100).Where(position.IsOpen));
        Assert.Equal("0.0.", RunPosition.Start.ToString());
    }

    private static async Task<string> StartAsync(RunningServer server, int parts)
    {
        await server.PostAsync("/v1/programs", Program);
        var (_, run) = await server.PostAsync("/v1/runs?wait=60s", $$"""{"program": "flow", "args": [{{parts}}]}""", server.NewKey(KeyRole.Run));
        Assert.True(run.GetProperty("success").GetBoolean(), run.GetRawText());
        return run.GetProperty("run_id").GetString()!;
    }

    private static async Task<List<(string Id, string Name, JsonElement Data)>> ReadAsync(RunningServer server, string run, string? lastId)
    {
        using var response = await server.SendAsync(
            HttpMethod.Get, $"/v1/runs/{run}/events", headers: lastId is null ? [] : [("Last-Event-ID", lastId)]);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(message => message != ":").Select(message =>
            {
                var lines = message.Split('\n');
                return (lines[0]["id: ".Length..], lines[1]["event: ".Length..], JsonElement.Parse(lines[2]["data: ".Length..]));
            }),
        ];
    }
}
