using System.Net;
using System.Text;
using System.Text.Json;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.Runs;
using Capsule.Server.Tenants;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary><c>/v1/runs</c>.</summary>
public sealed class RunTests(RuntimeFixture fixture)
{
    /// <summary>A run that prints, calls a task, and waits for a signal.</summary>
    private const string Flow =
        """{"name": "flow", "files": {"main.py": "from capsule import task, wait_for_signal\n@task\ndef price(order):\n    print('pricing', order)\n    return order * 100\n@task\nasync def main(order):\n    amount = price(order).unwrap()\n    return [amount, await wait_for_signal('approved', timeout='2d')]\n"}}""";

    private const string Forever = """{"code": "import time\ntime.sleep(3600)", "limits": {"timeout": "2h"}, "durable": false}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"code": "6 * 7"}""", "42")]
    [InlineData("""{"code": "args['a'] + 1", "args": {"a": 1}, "durable": false}""", "2")]
    [InlineData("""{"code": "const x: number = 1; x + 1", "language": "typescript"}""", "2")]
    public async Task A_run_that_ends_in_time_answers_with_its_envelope(string body, string result)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, envelope) = await server.PostAsync("/v1/runs?wait=60s", body);
        Assert.Equal((200, result), (status, envelope.GetProperty("result").GetRawText()));
        var (found, run) = await server.GetAsync($"/v1/runs/{envelope.GetProperty("run_id").GetString()}");
        Assert.Equal((200, "succeeded"), (found, run.GetProperty("status").GetString()));
        Assert.Equal(envelope.GetRawText(), run.GetProperty("envelope").GetRawText());
    }

    [Theory]
    [InlineData("{}", 400, "give one of \"program\"")]
    [InlineData("""{"code": "1", "program": "x"}""", 400, "give one of \"program\"")]
    [InlineData("""{"program": "flow", "args": 1}""", 400, "\"args\" takes an object")]
    [InlineData("""{"program": "flow", "language": "python"}""", 400, "\"language\" is for \"code\"")]
    [InlineData("""{"program": "../x"}""", 400, "\"program\" takes the version")]
    [InlineData("""{"program": "nothing"}""", 422, "no alias of this name")]
    [InlineData("""{"program": "flow", "task": "mian"}""", 422, "did you mean 'main'?")]
    public async Task A_run_that_makes_no_sense_is_not_started(string body, int expected, string why)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await server.PostAsync("/v1/programs", Flow);
        var (status, problem) = await server.PostAsync("/v1/runs", body);
        Assert.Equal(expected, status);
        Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/v1/runs")).Body.GetProperty("runs").EnumerateArray());
        Assert.Equal(400, (await server.PostAsync("/v1/runs?wait=61s", """{"code": "1"}""")).Status);
    }

    [Fact]
    public async Task A_run_that_waits_takes_no_slot_and_continues_when_it_is_signalled()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxConcurrent = 1 });
        await server.PostAsync("/v1/programs", Flow);
        var id = await StartAsync(server, """{"program": "flow", "args": {"order": 7}}""");
        await WaitsAsync(server, id);
        var slots = server.App.Services.GetRequiredService<ExecutionSlots>();
        await Patience.UntilAsync(() => slots.Free == 1, "the slot is free");

        var (_, tasks) = await server.GetAsync($"/v1/runs/{id}/tasks");
        Assert.Equal(
            [("", "main", "waiting"), ("0", "price", "succeeded")],
            tasks.GetProperty("tasks").EnumerateArray().Select(task => (Text(task, "task"), Text(task, "name"), Text(task, "status"))));
        var version = Text((await server.GetAsync("/v1/programs/aliases/flow")).Body, "version");
        await server.SendAsync(HttpMethod.Delete, "/v1/programs/aliases/flow");
        using var used = await server.SendAsync(HttpMethod.Delete, $"/v1/programs/{version}");
        Assert.Equal(HttpStatusCode.Conflict, used.StatusCode);

        using var other = await server.SendAsync(HttpMethod.Post, $"/v1/runs/{id}/signals/other", Json("{}"));
        using var signal = await server.SendAsync(HttpMethod.Post, $"/v1/runs/{id}/signals/approved", Json("""{"payload": "by Ada"}"""));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (other.StatusCode, signal.StatusCode));
        Assert.Equal("""[700,"by Ada"]""", await ResultAsync(server, id));
        Assert.Equal(409, (await server.PostAsync($"/v1/runs/{id}/signals/approved", "{}")).Status);
        Assert.Equal(409, (await server.PostAsync($"/v1/runs/{id}/cancel", "{}")).Status);
    }

    [Fact]
    public async Task A_run_sleeps_without_a_slot()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await server.PostAsync("/v1/programs", """{"name": "sleepy", "files": {"main.py": "from capsule import task, sleep\n@task\nasync def main():\n    await sleep(1.5)\n    return 'awake'\n"}}""");
        var id = await StartAsync(server, """{"program": "sleepy"}""");
        await WaitsAsync(server, id);
        Assert.Equal("\"awake\"", await ResultAsync(server, id));
    }

    [Fact]
    public async Task A_key_stands_for_one_run_of_one_tenant()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var other = server.NewKey(KeyRole.Run, "other");
        const string Body = """{"code": "args", "args": [1]}""";
        var first = await StartAsync(server, Body, key: "order 7");
        Assert.Equal("[1]", await ResultAsync(server, first));

        using var again = await server.SendAsync(HttpMethod.Post, "/v1/runs?wait=60s", Json(Body), headers: ("Idempotency-Key", "order 7"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first, Text(JsonElement.Parse(await again.Content.ReadAsStringAsync(Cancellation)), "run_id"));
        using var different = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json(Body.Replace("[1]", "[2]", StringComparison.Ordinal)), headers: ("Idempotency-Key", "order 7"));
        Assert.Equal(HttpStatusCode.Conflict, different.StatusCode);
        using var tooLong = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json(Body), headers: ("Idempotency-Key", new string('x', 201)));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);

        using var theirs = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json(Body), other, ("Idempotency-Key", "order 7"));
        Assert.NotEqual(first, Text(JsonElement.Parse(await theirs.Content.ReadAsStringAsync(Cancellation)), "id"));
        Assert.Single((await server.GetAsync("/v1/runs", other)).Body.GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public async Task Runs_are_listed_by_status_and_in_pages()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        Assert.Empty((await server.GetAsync("/v1/runs")).Body.GetProperty("runs").EnumerateArray());
        await server.PostAsync("/v1/programs", Flow);
        var waiting = await StartAsync(server, """{"program": "flow", "args": [1]}""");
        await WaitsAsync(server, waiting);
        var ended = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ended.Insert(0, await StartAsync(server, $$"""{"code": "{{i}}"}"""));
            await ResultAsync(server, ended[0]);
        }

        Assert.Equal([waiting], Ids((await server.GetAsync("/v1/runs?status=waiting")).Body));
        var (_, first) = await server.GetAsync("/v1/runs?limit=2");
        Assert.Equal(ended[..2], Ids(first));
        var (_, second) = await server.GetAsync($"/v1/runs?limit=2&cursor={Text(first, "next")}");
        Assert.Equal([ended[2], waiting], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(400, (await server.GetAsync("/v1/runs?status=gone")).Status);
        Assert.Equal(400, (await server.GetAsync("/v1/runs?cursor=x")).Status);
    }

    [Fact]
    public async Task A_run_is_cancelled_whether_it_waits_for_its_turn_is_executed_or_waits_for_a_signal()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxConcurrent = 1, Caps = PolicyCaps.None });
        await server.PostAsync("/v1/programs", Flow);
        var suspended = await StartAsync(server, """{"program": "flow", "args": [1]}""");
        await WaitsAsync(server, suspended);
        var executed = await StartAsync(server, Forever);
        await Patience.UntilAsync(async () => await StatusAsync(server, executed) == "running", "the run is executed");
        var queued = await StartAsync(server, """{"code": "1"}""");
        Assert.Equal("queued", await StatusAsync(server, queued));
        Assert.Equal([queued], Ids((await server.GetAsync("/v1/runs?status=queued")).Body));

        foreach (var id in (string[])[queued, suspended, executed])
        {
            Assert.Equal(202, (await server.PostAsync($"/v1/runs/{id}/cancel", "")).Status);
            var (_, run) = await server.GetAsync($"/v1/runs/{id}?wait=60s");
            Assert.Equal(("cancelled", "cancelled"), (Text(run, "status"), Text(run.GetProperty("envelope").GetProperty("error"), "error_type")));
        }

        Assert.Equal("1", await ResultAsync(server, await StartAsync(server, """{"code": "1"}""")));
    }

    [Fact]
    public async Task No_run_gets_more_than_the_server_gives_and_nothing_of_its_machine()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Runtime, options => options with { Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(50_000_000) } } });
        var (_, envelope) = await server.PostAsync("/v1/runs?wait=60s", """{"code": "while True: pass", "limits": {"compute": "HIGH"}}""");
        Assert.Equal("fuel_exhausted", Text(envelope.GetProperty("error"), "error_type"));
        var (_, environment) = await server.PostAsync("/v1/runs?wait=60s", """{"code": "import os; [dict(os.environ).get('HOME'), os.path.exists('/etc/passwd')]"}""");
        Assert.DoesNotContain(Environment.GetEnvironmentVariable("HOME")!, environment.GetProperty("result").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_that_has_too_many_runs_is_told_when_to_come_again_and_others_are_not()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Runtime, options => options with { MaxOpenRunsOfTenant = 1, MaxOpenRuns = 2, Caps = PolicyCaps.None });
        var (other, third) = (server.NewKey(KeyRole.Run, "other"), server.NewKey(KeyRole.Run, "third"));
        var first = await StartAsync(server, Forever);
        using var tooMany = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json("""{"code": "1"}"""));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (tooMany.StatusCode, tooMany.Headers.RetryAfter?.Delta));
        Assert.Equal(202, (await server.PostAsync("/v1/runs", Forever, other)).Status);
        using var full = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json("""{"code": "1"}"""), third);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (full.StatusCode, full.Headers.RetryAfter?.Delta));

        await server.PostAsync($"/v1/runs/{first}/cancel", "");
        await server.GetAsync($"/v1/runs/{first}?wait=60s");
        await Patience.UntilAsync(async () => (await server.PostAsync("/v1/runs?wait=60s", """{"code": "1"}""")).Status == 200, "there is room again");
        foreach (var run in Ids((await server.GetAsync("/v1/runs", other)).Body))
        {
            await server.PostAsync($"/v1/runs/{run}/cancel", "", other);
        }
    }

    [Fact]
    public async Task What_waits_in_a_run_for_a_task_to_take_it_is_bounded()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await server.PostAsync("/v1/programs", Flow);
        var id = await StartAsync(server, """{"program": "flow", "args": [1]}""");
        await WaitsAsync(server, id);
        var large = $$"""{"payload": "{{new string('x', 1_000_000)}}"}""";
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var sent = await server.SendAsync(HttpMethod.Post, $"/v1/runs/{id}/signals/never", Json(large));
            answers.Add(sent.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(400, (await server.PostAsync($"/v1/runs/{await StartAsync(server, Forever.Replace("3600", "0.1", StringComparison.Ordinal))}/signals/%00", "{}")).Status);
    }

    [Fact]
    public async Task Durable_runs_continue_after_a_restart_and_others_have_ended()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { MaxConcurrent = 1, Caps = PolicyCaps.None });
        await server.PostAsync("/v1/programs", Flow);
        var waiting = await StartAsync(server, """{"program": "flow", "args": [1]}""");
        await WaitsAsync(server, waiting);
        var durable = await StartAsync(server, """{"code": "import time\nif not args: time.sleep(3600)\nargs", "args": [3], "limits": {"timeout": "2h"}}""");
        await ResultAsync(server, durable);
        var blocking = await StartAsync(server, """{"code": "import time\ntime.sleep(3600)", "limits": {"timeout": "2h"}}""");
        await Patience.UntilAsync(async () => await StatusAsync(server, blocking) == "running", "the run is executed");
        var queued = await StartAsync(server, """{"code": "'from the queue'"}""");

        await using var again = await server.RestartAsync(options => options with { MaxConcurrent = 2, Caps = PolicyCaps.None });
        Assert.Equal("\"from the queue\"", await ResultAsync(again, queued));
        await Patience.UntilAsync(async () => await StatusAsync(again, blocking) == "running", "the run is executed again");
        await again.PostAsync($"/v1/runs/{blocking}/cancel", "");
        await again.PostAsync($"/v1/runs/{waiting}/signals/approved", """{"payload": true}""");
        Assert.Equal("[100,true]", await ResultAsync(again, waiting));
        Assert.Equal("[3]", await ResultAsync(again, durable));
        Assert.Equal("cancelled", Text((await again.GetAsync($"/v1/runs/{blocking}?wait=60s")).Body, "status"));
        await Patience.UntilAsync(() => again.App.Services.GetRequiredService<OpenRuns>().Queued == 0, "nothing waits");
    }

    [Fact]
    public async Task What_a_run_computes_counts_also_when_it_is_repeated_after_a_wait()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        const string Program =
            """{"name": "steps", "files": {"main.py": "from capsule import task, wait_for_signal\n@task\nasync def main():\n    for i in range(3):\n        sum(range(1000000))\n        await wait_for_signal('go')\n"}}""";
        await server.PostAsync("/v1/programs", Program);
        var use = server.Tenants.Find(Tenant.Default)!;
        var id = await StartAsync(server, """{"program": "steps"}""");
        var used = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            await WaitsAsync(server, id);
            await Patience.UntilAsync(() => use.Compute.Day > used.LastOrDefault(), "what was computed counts");
            used.Add(use.Compute.Day);
            await server.SendAsync(HttpMethod.Post, $"/v1/runs/{id}/signals/go", Json("{}"));
        }

        await ResultAsync(server, id);
        var last = (await server.GetAsync($"/v1/runs/{id}")).Body.GetProperty("envelope").GetProperty("execution").GetProperty("fuel_consumed").GetInt64();
        Assert.True(use.Compute.Day > 2 * last, $"{use.Compute.Day} in all, {last} of the last attempt");
    }

    [Fact]
    public async Task Runs_of_a_tenant_that_may_not_compute_wait_and_those_of_others_do_not()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { Caps = PolicyCaps.None });
        var other = server.NewKey(KeyRole.Run, "other");
        var (_, run) = await server.PostAsync("/v1/runs", """{"code": "import time\ntime.sleep(3600)", "limits": {"timeout": "2h"}}""", other);
        var id = Text(run, "id");
        await Patience.UntilAsync(async () => Text((await server.GetAsync($"/v1/runs/{id}", other)).Body, "status") == "running", "the run is executed");

        server.Tenants.Change("other", tenant => tenant with { State = TenantState.Disabled });
        var slots = server.App.Services.GetRequiredService<ExecutionSlots>();
        await Patience.UntilAsync(() => slots.Of("other").Running == 0, "its run is interrupted");
        Assert.Equal("1", await ResultAsync(server, await StartAsync(server, """{"code": "1"}""")));
        server.Tenants.Change("other", tenant => tenant with { State = TenantState.Active });
        await Patience.UntilAsync(async () => Text((await server.GetAsync($"/v1/runs/{id}", other)).Body, "status") == "running", "it continues");

        server.Tenants.Delete("other");
        await Patience.UntilAsync(() => slots.Of("other").Running == 0, "its run is interrupted");
        Assert.Equal("1", await ResultAsync(server, await StartAsync(server, """{"code": "1"}""")));
    }

    [Fact]
    public async Task Runs_that_ended_long_ago_are_forgotten()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime, options => options with { RunRetention = TimeSpan.FromDays(-1) });
        await server.PostAsync("/v1/programs", Flow);
        var waiting = await StartAsync(server, """{"program": "flow", "args": [1]}""");
        await WaitsAsync(server, waiting);
        var ended = await StartAsync(server, """{"code": "1"}""");
        await ResultAsync(server, ended);

        await server.App.Services.GetRequiredService<RunPruning>().PruneAsync(Cancellation);

        Assert.Equal([waiting], Ids((await server.GetAsync("/v1/runs")).Body));
        Assert.Equal(404, (await server.GetAsync($"/v1/runs/{ended}")).Status);
    }

    private static async Task<string> StartAsync(RunningServer server, string body, string? key = null)
    {
        using var started = await server.SendAsync(HttpMethod.Post, "/v1/runs", Json(body), headers: key is null ? [] : [("Idempotency-Key", key)]);
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync(Cancellation));
        return started.Headers.Location!.OriginalString["/v1/runs/".Length..];
    }

    private static async Task<string?> StatusAsync(RunningServer server, string id) => Text((await server.GetAsync($"/v1/runs/{id}")).Body, "status");

    private static Task WaitsAsync(RunningServer server, string id) =>
        Patience.UntilAsync(async () => await StatusAsync(server, id) == "waiting", "the run waits");

    private static async Task<string> ResultAsync(RunningServer server, string id)
    {
        var (_, run) = await server.GetAsync($"/v1/runs/{id}?wait=60s");
        Assert.True(Text(run, "status") == "succeeded", run.GetRawText());
        return run.GetProperty("envelope").GetProperty("result").GetRawText();
    }

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("runs").EnumerateArray().Select(run => Text(run, "id"));

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
