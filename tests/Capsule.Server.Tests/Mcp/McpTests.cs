using System.Net;
using System.Text;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Server.Tests.Mcp;

/// <summary><c>/mcp</c>, as clients of the protocol use it.</summary>
public sealed class McpTests(RuntimeFixture fixture)
{
    private const string Run = """{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "execute_python", "arguments": {"code": "CODE"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_has_the_tools_of_capsule_mcp()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await using var client = await ConnectAsync(server, server.NewKey(KeyRole.Run));
        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.Equal(
            ["execute_python", "execute_typescript", "session_create", "session_run", "session_list", "session_fork", "session_reset", "session_close"],
            tools.Select(tool => tool.Name).Where(name => !name.Contains("file", StringComparison.Ordinal)));

        var answer = await client.CallToolAsync("execute_python", new Dictionary<string, object?> { ["code"] = "print('so'); 6*7" }, cancellationToken: Cancellation);
        Assert.Equal(42, answer.StructuredContent!.Value.GetProperty("result").GetInt32());
        Assert.True(server.Tenants.Find("default")!.Compute.Day > 0);
    }

    [Fact]
    public async Task A_session_belongs_to_the_tenant_and_to_all_of_its_keys()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await using var first = await ConnectAsync(server, server.NewKey(KeyRole.Run, "team"));
        await using var second = await ConnectAsync(server, server.NewKey(KeyRole.Run, "team"));
        await using var stranger = await ConnectAsync(server, server.NewKey(KeyRole.Run, "other"));

        var created = await first.CallToolAsync("session_create", cancellationToken: Cancellation);
        var session = created.StructuredContent!.Value.GetProperty("session").GetString()!;
        Assert.NotEqual(true, (await RunAsync(first, session, "x = 41")).IsError);

        Assert.Equal(42, (await RunAsync(second, session, "x + 1")).StructuredContent!.Value.GetProperty("result").GetInt32());
        Assert.True((await RunAsync(stranger, session, "x")).IsError);
        Assert.Equal("[]", (await stranger.CallToolAsync("session_list", cancellationToken: Cancellation)).StructuredContent!.Value.GetProperty("sessions").GetRawText());

        server.Tenants.Change("team", tenant => tenant with { State = TenantState.Disabled });
        server.Tenants.Change("team", tenant => tenant with { State = TenantState.Active });
        Assert.True((await RunAsync(first, session, "x")).IsError);
    }

    [Fact]
    public async Task Slots_and_quotas_hold_for_calls_of_tools_and_a_model_is_told()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => RunningServer.WithoutTimeout(options) with { SlotPatience = TimeSpan.Zero });
        var key = server.NewKey(KeyRole.Run, "team");
        server.Tenants.Change("team", tenant => tenant with { Quotas = tenant.Quotas with { MaxConcurrent = 1 } });
        await using var client = await ConnectAsync(server, key);

        using var leaving = new CancellationTokenSource();
        var running = SendAsync(server, key, Run.Replace("CODE", "while True: pass", StringComparison.Ordinal), leaving.Token);
        await server.UntilRunningAsync("team", 1);
        var refused = await client.CallToolAsync("execute_python", new Dictionary<string, object?> { ["code"] = "1" }, cancellationToken: Cancellation);
        Assert.True(refused.IsError);
        Assert.Contains("max_concurrent", Assert.IsType<TextContentBlock>(refused.Content[0]).Text, StringComparison.Ordinal);

        // Who leaves ends what it started.
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await server.UntilRunningAsync("team", 0);
    }

    [Fact]
    public async Task Whoever_leaves_pays_for_what_was_computed()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var key = server.NewKey(KeyRole.Run, "team");
        await server.UntilChargedAsync("team", leaving => SendAsync(server, key, Run.Replace("CODE", "while True: pass", StringComparison.Ordinal), leaving));
    }

    [Fact]
    public async Task Bodies_are_bounded_and_nothing_is_said_to_strangers()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var key = server.NewKey(KeyRole.Run);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, "", Run, Cancellation)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(server, server.NewKey(KeyRole.Read), Run, Cancellation)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(server, key, new string(' ', (4 << 20) + 1), Cancellation)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(server, key, string.Concat(Enumerable.Repeat("[", 100_000)), Cancellation)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(server, key, """{"jsonrpc": "2.0", "id": null, "method": "tools/list"}""", Cancellation)).Status);
        var (status, text) = await SendAsync(server, key, Run.Replace("CODE", "6*7", StringComparison.Ordinal), Cancellation);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"result\":42", text, StringComparison.Ordinal);
        Assert.Equal(0, server.App.Services.GetRequiredService<BodyBudget>().Used);
    }

    private static Task<CallToolResult> RunAsync(McpClient client, string session, string code) => client.CallToolAsync(
        "session_run", new Dictionary<string, object?> { ["session"] = session, ["code"] = code }, cancellationToken: Cancellation).AsTask();

    private static Task<McpClient> ConnectAsync(RunningServer server, string key) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Address, "/mcp"),
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
            TransportMode = HttpTransportMode.StreamableHttp,
        }),
        cancellationToken: Cancellation);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(RunningServer server, string key, string body, CancellationToken cancellationToken)
    {
        using var client = server.Client(key);
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
