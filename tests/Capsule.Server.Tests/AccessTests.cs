using System.Net;
using System.Text;
using System.Text.Json;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;
using Capsule.Server.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary>Nobody does what their key does not allow.</summary>
public sealed class AccessTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_answered_although_it_cannot_be_kept_when_its_key_was_used()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var data = server.App.Services.GetRequiredService<ServerOptions>().DataDirectory;
        using (var other = new SqliteConnection($"Data Source={Path.Combine(data, "server.db")};Pooling=False"))
        {
            other.Open();
            using var full = other.CreateCommand();
            full.CommandText = "CREATE TRIGGER full BEFORE UPDATE ON api_keys BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END";
            full.ExecuteNonQuery();
        }

        Assert.Equal(200, (await server.GetAsync("/v1/programs")).Status);
    }

    [Fact]
    public async Task Every_route_but_health_refuses_without_a_key_and_with_too_low_a_role()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (reader, runner, monitor) = (server.NewKey(KeyRole.Read), server.NewKey(KeyRole.Run), server.NewKey(KeyRole.Monitor));
        var routes = RoutesOf(server);
        Assert.True(routes.Count >= 20);
        foreach (var route in routes)
        {
            var (path, method) = (PathOf(route, _ => "x"), MethodOf(route));
            if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                Assert.StartsWith("/health/", path, StringComparison.Ordinal);
                continue;
            }

            foreach (var wrong in new[] { "", "capsule_", server.Admin[..^1] + (server.Admin[^1] == 'A' ? 'Q' : 'A'), server.Admin + "A" })
            {
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, method, path, wrong));
            }

            var needed = route.Metadata.GetMetadata<IAuthorizeData>()!.Policy;
            Assert.Equal(needed != "read", await SendAsync(server, method, path, reader) == HttpStatusCode.Forbidden);
            Assert.Equal(needed is "admin" or "operator" or "monitor", await SendAsync(server, method, path, runner) == HttpStatusCode.Forbidden);
            Assert.Equal(needed is "operator" or "monitor", await SendAsync(server, method, path, server.Admin) == HttpStatusCode.Forbidden);
            Assert.Equal(needed != "monitor", await SendAsync(server, method, path, monitor) == HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task No_route_tells_a_tenant_of_what_another_has_or_does_anything_to_it()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var other = server.NewKey(KeyRole.Admin, "other");
        var (_, program) = await server.PostAsync(
            "/v1/programs",
            """{"name": "own", "files": {"main.py": "from capsule import task, wait_for_signal\n@task\nasync def main():\n    return await wait_for_signal('go', timeout='1d')\n"}}""");
        var (_, run) = await server.PostAsync("/v1/runs", """{"program": "own"}""");
        var key = Assert.Single(server.Keys.List(Tenant.Default)).Id;
        var (version, id) = (program.GetProperty("version").GetString()!, run.GetProperty("id").GetString()!);
        await Patience.UntilAsync(async () => (await server.GetAsync($"/v1/runs/{id}")).Body.GetProperty("status").GetString() == "waiting", "the run waits");

        foreach (var route in RoutesOf(server).Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var isOfKeys = route.RoutePattern.RawText!.Contains("keys", StringComparison.Ordinal);
            var there = PathOf(route, name => name switch { "version" => version, "id" => isOfKeys ? key : id, _ => "own" });
            var absent = PathOf(route, name => name switch { "version" => new string('0', 64), "id" => Guid.CreateVersion7().ToString(), _ => "none" });
            var (status, answer) = await ReadAsync(server, MethodOf(route), there, other, version);
            foreach (var secret in (string[])[version, id, key, "\"own\""])
            {
                Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
            }

            if (there != absent)
            {
                var expected = route.Metadata.GetMetadata<IAuthorizeData>()!.Policy is "operator" or "monitor" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound;
                Assert.Equal((expected, answer), await ReadAsync(server, MethodOf(route), absent, other, new string('0', 64)));
                Assert.Equal(expected, status);
            }
        }

        Assert.Single(server.Keys.List(Tenant.Default));
        Assert.Equal(version, (await server.GetAsync("/v1/programs/aliases/own")).Body.GetProperty("version").GetString());
        Assert.Equal(200, (await server.GetAsync($"/v1/programs/{version}")).Status);
        Assert.Equal(("waiting", "go"), ((await server.GetAsync($"/v1/runs/{id}")).Body is var now ? now.GetProperty("status").GetString() : "", now.GetProperty("awaited_signal").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_says_so_only_to_those_who_have_a_key()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, "GET", "/v1/nothing", ""));
        var (status, body) = await server.PostAsync("/v1/nothing", "{}");
        Assert.Equal((404, "there is nothing at /v1/nothing"), (status, body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task An_expired_and_a_revoked_key_are_no_keys()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, "GET", "/v1/keys", server.NewKey(KeyRole.Admin, expires: DateTimeOffset.UnixEpoch)));

        var (made, key) = await server.PostAsync("/v1/keys", """{"name": "ci", "role": "run", "expires_in": "1h"}""");
        Assert.Equal((201, "run"), (made, key.GetProperty("role").GetString()));
        var text = key.GetProperty("key").GetString()!;
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""", text)).Status);

        using var client = server.Client();
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/v1/keys/{key.GetProperty("id").GetString()}", Cancellation)).StatusCode);
        Assert.Equal(401, (await server.PostAsync("/v1/execute", """{"code": "1"}""", text)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync($"/v1/keys/{key.GetProperty("id").GetString()}", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_tenant_neither_sees_nor_revokes_the_keys_of_another()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var other = server.NewKey(KeyRole.Admin, "other");
        var own = Assert.Single(server.Keys.List(Tenant.Default));

        using var client = server.Client(other);
        var listed = JsonElement.Parse(await client.GetStringAsync("/v1/keys", Cancellation)).GetProperty("keys");
        Assert.DoesNotContain(listed.EnumerateArray(), key => key.GetProperty("id").GetString() == own.Id);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync($"/v1/keys/{own.Id}", Cancellation)).StatusCode);
        Assert.Single(server.Keys.List(Tenant.Default));
    }

    [Theory]
    [InlineData("""{"role": "run"}""", "\"name\" is missing")]
    [InlineData("""{"name": "x\u001b[2J"}""", "\"name\" takes")]
    [InlineData("""{"name": "x", "role": "root"}""", "\"role\" takes \"read\", \"run\", \"admin\", \"operator\" or \"monitor\"")]
    [InlineData("""{"name": "x", "expires_in": "soon"}""", "\"expires_in\" takes")]
    public async Task A_key_that_cannot_be_made_is_told(string body, string expected)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, problem) = await server.PostAsync("/v1/keys", body);
        Assert.Equal(400, status);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<RouteEndpoint> RoutesOf(RunningServer server) =>
        [.. server.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    private static string MethodOf(RouteEndpoint route) => Assert.Single(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods);

    private static string PathOf(RouteEndpoint route, Func<string, string> valueOf) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(
        segment => segment.Parts[0] is RoutePatternParameterPart { Name: var name } ? valueOf(name) : ((RoutePatternLiteralPart)segment.Parts[0]).Content));

    private static async Task<(HttpStatusCode Status, string Body)> ReadAsync(RunningServer server, string method, string path, string key, string version)
    {
        var body = method == "PUT" ? $$"""{"version": "{{version}}"}""" : "{}";
        using var response = await server.SendAsync(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/json"), key);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<HttpStatusCode> SendAsync(RunningServer server, string method, string path, string key)
    {
        using var client = server.Client(key);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
