using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;
using Capsule.Server.Hosting;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;
using Capsule.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Tests.Tenants;

/// <summary><c>/v1/tenants</c>, and what tenants may use.</summary>
public sealed class TenantTests(RuntimeFixture fixture)
{
    private const string Sleep = """{"code": "import time; time.sleep(3600)"}""";
    private const string Loop = """{"code": "while True: pass", "limits": {"compute": 50000000}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_makes_a_tenant_whose_first_key_makes_others()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var boss = server.NewKey(KeyRole.Operator);
        var (made, tenant) = await server.PostAsync("/v1/tenants", """{"name": "team-a", "quotas": {"max_concurrent": 2, "compute_per_day": "HIGH"}}""", boss);
        Assert.Equal((201, "team-a", false), (made, tenant.GetProperty("name").GetString(), tenant.GetProperty("disabled").GetBoolean()));
        Assert.Equal(
            """{"max_concurrent":2,"compute_per_minute":null,"compute_per_day":50000000000,"max_bodies":null}""", tenant.GetProperty("quotas").GetRawText());
        var key = tenant.GetProperty("key").GetProperty("key").GetString()!;

        Assert.Equal(201, (await server.PostAsync("/v1/keys", """{"name": "ci"}""", key)).Status);
        Assert.Equal(403, (await server.PostAsync("/v1/keys", """{"name": "ci", "role": "operator"}""", key)).Status);
        Assert.Equal(403, (await server.PostAsync("/v1/keys", """{"name": "ci", "role": "monitor"}""", key)).Status);
        Assert.Equal(403, (await server.PostAsync("/v1/tenants", """{"name": "team-b"}""", key)).Status);
        Assert.Equal(409, (await server.PostAsync("/v1/tenants", """{"name": "team-a"}""", boss)).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""", key)).Status);
        Assert.Equal(["default", "team-a"], (await GetAsync(server, "/v1/tenants", boss)).GetProperty("tenants").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
        Assert.True((await GetAsync(server, "/v1/tenants/team-a", boss)).GetProperty("use").GetProperty("compute_today").GetInt64() > 0);

        Assert.Equal(201, (await server.PostAsync("/v1/tenants/team-a/keys", """{"name": "again", "role": "admin"}""", boss)).Status);
        Assert.Equal(400, (await server.PostAsync("/v1/tenants/team-a/keys", """{"name": "again", "role": "operator"}""", boss)).Status);
        Assert.Equal(404, (await server.PostAsync("/v1/tenants/team-b/keys", """{"name": "again"}""", boss)).Status);
    }

    [Theory]
    [InlineData("{}", "\"name\" is missing")]
    [InlineData("""{"name": "Team A"}""", "\"name\" takes 1 to 63 lower-case letters")]
    [InlineData("""{"name": "-a"}""", "\"name\" takes")]
    [InlineData("""{"name": "a", "quotas": {"max_concurent": 1}}""", "did you mean 'max_concurrent'?")]
    [InlineData("""{"name": "a", "quotas": {"max_concurrent": 0}}""", "use a whole number from 1 to 10000")]
    [InlineData("""{"name": "a", "quotas": {"compute_per_day": "all"}}""", "use \"LOW\"")]
    public async Task A_tenant_that_cannot_be_made_is_told(string body, string expected)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, problem) = await server.PostAsync("/v1/tenants", body, server.NewKey(KeyRole.Operator));
        Assert.Equal(400, status);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_tenant_is_refused_and_what_runs_for_it_ends()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, RunningServer.WithoutTimeout);
        var (boss, key) = (server.NewKey(KeyRole.Operator), server.NewKey(KeyRole.Admin, "team"));
        var running = server.PostAsync("/v1/execute", Sleep, key);
        await server.UntilRunningAsync("team", 1);

        Assert.Equal(200, await PatchAsync(server, "team", """{"disabled": true}""", boss));
        Assert.Equal("cancelled", (await running).Body.GetProperty("error").GetProperty("error_type").GetString());
        var (status, problem) = await server.PostAsync("/v1/execute", """{"code": "1"}""", key);
        Assert.Equal(403, status);
        Assert.Contains("disabled", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        Assert.Equal(200, await PatchAsync(server, "team", """{"disabled": false}""", boss));
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""", key)).Status);
    }

    [Fact]
    public async Task A_deleted_tenant_has_no_keys_and_nobody_gets_its_name()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (boss, key) = (server.NewKey(KeyRole.Operator), server.NewKey(KeyRole.Admin, "team"));
        using var client = server.Client(boss);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/v1/tenants/team", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/v1/tenants/team", Cancellation)).StatusCode);
        Assert.Equal(401, (await server.PostAsync("/v1/execute", """{"code": "1"}""", key)).Status);
        var (status, problem) = await server.PostAsync("/v1/tenants", """{"name": "team"}""", boss);
        Assert.Equal(409, status);
        Assert.Contains("was deleted", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenant_of_the_operator_stays_and_its_administrators_are_no_operators()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var boss = server.NewKey(KeyRole.Operator);
        using var client = server.Client(boss);
        Assert.Equal(HttpStatusCode.Conflict, (await client.DeleteAsync("/v1/tenants/default", Cancellation)).StatusCode);
        Assert.Equal(409, await PatchAsync(server, "default", """{"disabled": true}""", boss));

        var id = server.Keys.List(Tenant.Default).Single(key => key.Role == KeyRole.Operator).Id;
        using var admin = server.Client();
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.DeleteAsync($"/v1/keys/{id}", Cancellation)).StatusCode);
        Assert.Equal(201, (await server.PostAsync("/v1/keys", """{"name": "prometheus", "role": "monitor"}""", boss)).Status);
    }

    [Fact]
    public async Task A_tenant_that_fills_every_slot_delays_another_by_no_more_than_one()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => RunningServer.WithoutTimeout(options) with { MaxConcurrent = 1, SlotPatience = Patience.Time });
        var (many, few) = (server.NewKey(KeyRole.Run, "many"), server.NewKey(KeyRole.Run, "few"));
        using var leaving = new CancellationTokenSource();
        var first = SendAsync(server, Sleep, many, leaving.Token);
        await server.UntilRunningAsync("many", 1);
        var others = Enumerable.Range(0, 20).Select(_ => SendAsync(server, Sleep, many, Cancellation)).ToArray();
        await Patience.UntilAsync(() => server.Slots.Of("many").Waiting == others.Length, "the others wait");

        var one = server.PostAsync("/v1/execute", """{"code": "1"}""", few);
        await Patience.UntilAsync(() => server.Slots.Of("few").Waiting == 1, "another tenant's request waits");
        await leaving.CancelAsync();

        Assert.Equal(200, (await one).Status);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.DoesNotContain(others, task => task.IsCompleted);
        server.Tenants.Delete("many");
        Assert.All(await Task.WhenAll(others), status => Assert.True(status is 200 or 403));
    }

    [Fact]
    public async Task Own_quotas_are_429_with_the_time_to_wait()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => RunningServer.WithoutTimeout(options) with { SlotPatience = TimeSpan.Zero });
        var (boss, key) = (server.NewKey(KeyRole.Operator), server.NewKey(KeyRole.Run, "team"));
        Assert.Equal(200, await PatchAsync(server, "team", """{"quotas": {"compute_per_day": 50000000}}""", boss));
        Assert.Equal(200, (await server.PostAsync("/v1/execute", Loop, key)).Status);

        using var client = server.Client(key);
        using var refused = await client.PostAsync("/v1/execute", new StringContent("""{"code": "1"}""", Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("compute_per_day", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        Assert.Equal(200, await PatchAsync(server, "team", """{"quotas": {"max_concurrent": 1, "max_bodies": 1000}}""", boss));
        var running = server.PostAsync("/v1/execute", Sleep, key);
        await server.UntilRunningAsync("team", 1);
        Assert.Equal(429, (await server.PostAsync("/v1/execute", """{"code": "1"}""", key)).Status);
        Assert.Equal(413, (await server.PostAsync("/v1/execute", $$"""{"code": "{{new string(' ', 2000)}}"}""", key)).Status);
        Assert.Equal(429, (await server.PostAsync("/v1/execute", $$"""{"code": "{{new string(' ', 970)}}"}""", key)).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);
        server.Tenants.Delete("team");
        await running;
    }

    [Fact]
    public async Task Who_leaves_pays_for_what_was_computed()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, RunningServer.WithoutTimeout);
        var key = server.NewKey(KeyRole.Run, "team");
        await server.UntilChargedAsync("team", leaving => SendAsync(server, """{"code": "while True: pass", "limits": {"compute": 1000000000000000}}""", key, leaving));
    }

    [Fact]
    public async Task Every_attempt_of_an_execution_is_charged()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var key = server.NewKey(KeyRole.Run, "team");
        var (_, failed) = await server.PostAsync("/v1/execute", """{"code": "sum(range(300000)); 1 / 0", "limits": {"max_retries": 1}}""", key);
        var last = failed.GetProperty("execution");
        Assert.Equal(1, last.GetProperty("retries").GetInt32());
        Assert.True(server.Tenants.Find("team")!.Compute.Day >= 2 * last.GetProperty("fuel_consumed").GetInt64() * 9 / 10);
    }

    [Theory]
    [InlineData("sum(range(300000))", 201)]
    [InlineData("sum(range(300000)); 1 / 0", 422)]
    public async Task What_the_modules_of_an_upload_compute_is_charged(string module, int status)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var key = server.NewKey(KeyRole.Run, "team");
        Assert.Equal(status, (await server.PostAsync("/v1/programs", $$$"""{"files": {"main.py": "{{{module}}}\ndef main(): pass"}}""", key)).Status);
        Assert.True(server.Tenants.Find("team")!.Compute.Day > 1_000_000);
    }

    [Fact]
    public async Task What_the_modules_of_an_artifact_of_another_image_compute_is_charged()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var key = server.NewKey(KeyRole.Run, "team");
        var program = (await fixture.Runtime.LoadAsync(ProgramSource.FromText("sum(range(300000))\ndef main(): pass"), new RunOptions(), Cancellation)).OrThrow();
        var foreign = ArtifactWriter.Write(program, program.Guest.Identity with { ImageId = "another" }, ArtifactWriter.Packed);
        using var client = server.Client(key);
        using var body = new ByteArrayContent(foreign) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var made = await client.PostAsync("/v1/programs", body, Cancellation);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var uploaded = server.Tenants.Find("team")!.Compute.Day;
        Assert.True(uploaded > 1_000_000);

        // The server reads it again to run it.
        var version = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("version").GetString();
        var (ran, envelope) = await server.PostAsync("/v1/runs?wait=60s", $$"""{"program": "{{version}}"}""", key);
        Assert.Equal(200, ran);
        Assert.True(server.Tenants.Find("team")!.Compute.Day > uploaded + 1_000_000, envelope.GetRawText());
    }

    [Fact]
    public void What_was_used_today_is_there_after_a_restart_and_an_old_file_gets_an_operator()
    {
        using var folder = new TemporaryFolder();
        using (var old = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "server.db")};Pooling=False"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE api_keys (
                  id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, hash BLOB NOT NULL,
                  created INTEGER NOT NULL, expires INTEGER, last_used INTEGER) STRICT;
                INSERT INTO api_keys VALUES ('0123456789abcdef', 'default', 'first', 2, x'00', 1, NULL, NULL);
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        using (var first = ServerData.Open(folder.Path, TimeProvider.System).OrThrow())
        {
            Assert.Equal(KeyRole.Operator, Assert.Single(first.Keys.List(Tenant.Default)).Role);
            first.Tenants.Find(Tenant.Default)!.Charge(123);
            first.Tenants.Change(Tenant.Default, tenant => tenant with { Quotas = new TenantQuotas { ComputePerDay = 1000, MaxConcurrent = 3 } });
            first.Tenants.SaveUse();
        }

        using var again = ServerData.Open(folder.Path, TimeProvider.System).OrThrow();
        var tenant = again.Tenants.Find(Tenant.Default)!;
        Assert.Equal((123, new TenantQuotas { ComputePerDay = 1000, MaxConcurrent = 3 }), (tenant.Compute.Day, tenant.Tenant.Quotas));
    }

    private static async Task<int> SendAsync(RunningServer server, string body, string key, CancellationToken cancellationToken)
    {
        using var client = server.Client(key);
        using var response = await client.PostAsync("/v1/execute", new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<int> PatchAsync(RunningServer server, string tenant, string body, string key)
    {
        using var client = server.Client(key);
        using var response = await client.PatchAsync($"/v1/tenants/{tenant}", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        return (int)response.StatusCode;
    }

    private static async Task<JsonElement> GetAsync(RunningServer server, string path, string key)
    {
        using var client = server.Client(key);
        return await client.GetFromJsonAsync<JsonElement>(path, Cancellation);
    }
}
