using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;
using Capsule.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary><c>/openapi.json</c>.</summary>
public sealed class OpenApiTests(RuntimeFixture fixture)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_in_the_repository_is_the_one_that_is_served()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var served = JsonNode.Parse((await server.GetAsync("/openapi.json")).Body.GetRawText())!.ToJsonString(Indented) + "\n";
        var copy = Path.Combine(Checkout.Root, "docs", "reference", "openapi.json");
        var fresh = Path.Combine(Checkout.Root, "artifacts", "openapi.json");
        await File.WriteAllTextAsync(fresh, served, Cancellation);
        Assert.True(File.Exists(copy) && await File.ReadAllTextAsync(copy, Cancellation) == served, $"the routes are others than in {copy}: copy {fresh} there");
    }

    [Fact]
    public async Task Every_route_says_what_it_does_under_a_name_of_its_own()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var routes = server.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();
        Assert.Empty(routes.Where(route => route.Metadata.GetMetadata<ApiOperation>() is null).Select(route => route.DisplayName));
        var names = routes.Select(route => route.Metadata.GetMetadata<ApiOperation>()!.Id).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());

        var document = (await server.GetAsync("/openapi.json")).Body;
        Assert.Equal(routes.Length, document.GetProperty("paths").EnumerateObject().Sum(path => path.Value.EnumerateObject().Count()));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in document.GetRawText().Split("\"$ref\":\"#/components/schemas/").Skip(1).Select(text => text[..text.IndexOf('"', StringComparison.Ordinal)]))
        {
            Assert.True(schemas.TryGetProperty(reference, out _), $"there is no schema {reference}");
        }
    }

    [Fact]
    public async Task Answers_are_as_the_document_says()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var document = (await server.GetAsync("/openapi.json")).Body;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        const string Program = """{"name": "hello", "files": {"main.py": "from capsule import task\n@task\ndef main(): return 1\n"}}""";
        var version = await CheckAsync("POST", "/v1/programs", Program, "Program", "version");
        await CheckAsync("POST", "/v1/programs", Program, "Program");
        await CheckAsync("GET", $"/v1/programs/{version}", null, "Program");
        await CheckAsync("GET", "/v1/programs", null, "ProgramList");
        await CheckAsync("GET", "/v1/programs/aliases", null, "AliasList");
        await CheckAsync("GET", "/v1/programs/aliases/hello", null, "Alias");
        await CheckAsync("PUT", "/v1/programs/aliases/hello", $$"""{"version": "{{version}}"}""", "Alias");
        var run = await CheckAsync("POST", "/v1/runs?wait=60s", """{"program": "hello"}""", "Envelope", "run_id");
        await CheckAsync("POST", "/v1/runs?wait=60s", """{"code": "1/0"}""", "Envelope");
        await CheckAsync("POST", "/v1/runs", """{"code": "1"}""", "Run");
        await CheckAsync("GET", $"/v1/runs/{run}", null, "Run");
        await CheckAsync("GET", "/v1/runs", null, "RunList");
        await CheckAsync("GET", $"/v1/runs/{run}/tasks", null, "TaskList");
        await CheckAsync("POST", $"/v1/runs/{run}/cancel", "{}", "Problem");
        await CheckAsync("POST", "/v1/execute", """{"code": "1"}""", "Execution");
        await CheckAsync("POST", "/v1/execute", "{}", "Problem");
        await CheckAsync("POST", "/v1/keys", """{"name": "ci"}""", "Key");
        await CheckAsync("GET", "/v1/keys", null, "KeyList");
        await CheckAsync("POST", "/v1/tenants", """{"name": "team-a"}""", "Tenant", key: server.NewKey(KeyRole.Operator));
        await CheckAsync("GET", "/v1/tenants", null, "TenantList", key: server.NewKey(KeyRole.Operator));
        await CheckAsync("GET", "/v1/nothing", null, "Problem");

        async Task<string?> CheckAsync(string method, string path, string? body, string schema, string? member = null, string? key = null)
        {
            using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await server.SendAsync(new HttpMethod(method), path, content, key);
            var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            SchemaCheck.Check(answer, schemas.GetProperty(schema), schemas, $"{method} {path}");
            return member is null ? null : answer.GetProperty(member).GetString();
        }
    }
}
