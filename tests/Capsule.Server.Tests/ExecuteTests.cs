using System.Net;
using System.Net.Sockets;
using System.Text;
using Capsule.Server.Http;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests;

/// <summary><c>POST /v1/execute</c>.</summary>
public sealed class ExecuteTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"code": "print('so'); 6*7"}""", "42", "so\n")]
    [InlineData("""{"code": "args['a'] + [3]", "args": {"a": [1, 2]}}""", "[1,2,3]", "")]
    [InlineData("""{"code": "const x: number = args.a; console.log('so'); x + 1", "language": "typescript", "args": {"a": 1}}""", "2", "so\n")]
    public async Task Code_answers_with_its_envelope_and_what_it_printed(string body, string result, string printed)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, answer) = await server.PostAsync("/v1/execute", body);
        Assert.Equal((200, true, result), (status, answer.GetProperty("success").GetBoolean(), answer.GetProperty("result").GetRawText()));
        Assert.Equal((printed, ""), (answer.GetProperty("stdout").GetString(), answer.GetProperty("stderr").GetString()));
    }

    [Theory]
    [InlineData("""{"code": "1/0"}""", "task_error")]
    [InlineData("""{"code": "while True: pass", "limits": {"compute": 1000000}}""", "fuel_exhausted")]
    [InlineData("""{"code": "bytearray(10**9)", "limits": {"ram": "64MB"}}""", "memory_exceeded")]
    [InlineData("""{"code": "open('/etc/passwd').read()"}""", "task_error")]
    public async Task Code_that_fails_is_an_answer_and_says_how(string body, string type)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, answer) = await server.PostAsync("/v1/execute", body);
        Assert.Equal((200, false), (status, answer.GetProperty("success").GetBoolean()));
        Assert.Equal(type, answer.GetProperty("error").GetProperty("error_type").GetString());
    }

    [Theory]
    [InlineData("{}", "\"code\" is missing")]
    [InlineData("""{"code": 1}""", "\"code\" takes a string")]
    [InlineData("""{"cod": ""}""", "did you mean 'code'?")]
    [InlineData("""{"code": "", "language": "cobol"}""", "\"language\" takes")]
    [InlineData("""{"code": "", "limits": {"ram": "much"}}""", "ram=")]
    [InlineData("""{"code": "", "code": "1"}""", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"code": "\ud800"}""", "surrogate")]
    public async Task A_request_that_makes_no_sense_is_a_problem_that_says_why(string body, string expected)
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var (status, problem) = await server.PostAsync("/v1/execute", body);
        Assert.Equal((400, 400, "config_error"), (status, problem.GetProperty("status").GetInt32(), problem.GetProperty("error_type").GetString()));
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_long_or_too_deep_is_refused_and_others_are_served()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        Assert.Equal(413, (await server.PostAsync("/v1/execute", $$"""{"code": "{{new string('x', 4 << 20)}}"}""")).Status);
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal(400, (await server.PostAsync("/v1/execute", $$"""{"code": "1", "args": {{deep}}""")).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        using var client = server.Client();
        using var response = await client.PostAsync("/v1/execute", new StringContent("code=1", Encoding.UTF8, "application/x-www-form-urlencoded"), Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task No_request_gets_more_than_the_server_gives()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Runtime, options => options with { Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(50_000_000) } } });
        var (_, answer) = await server.PostAsync("/v1/execute", """{"code": "while True: pass", "limits": {"compute": "HIGH"}}""");
        Assert.Equal("fuel_exhausted", answer.GetProperty("error").GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task When_all_slots_are_taken_a_request_is_told_when_to_come_again()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Runtime, options => options with { MaxConcurrent = 1, SlotPatience = TimeSpan.Zero, Policy = options.Policy with { Timeout = Patience.Time }, Caps = PolicyCaps.None });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var client = server.Client();
        var waiting = client.PostAsync(
            "/v1/execute", new StringContent("""{"code": "import time; time.sleep(3600)"}""", Encoding.UTF8, "application/json"), ending.Token);

        var slots = server.App.Services.GetRequiredService<ExecutionSlots>();
        await Patience.UntilAsync(() => slots.Free == 0, "the slot is taken");
        using var refused = await client.PostAsync("/v1/execute", new StringContent("""{"code": "1"}""", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);

        // Who leaves gives the slot back: the sandbox is ended.
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Patience.UntilAsync(() => slots.Free == 1, "the slot is free again");
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);
    }

    [Fact]
    public async Task A_head_that_never_ends_keeps_nobody_else_waiting()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        var slow = new List<TcpClient>();
        for (var i = 0; i < 200; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
            await client.GetStream().WriteAsync("POST /v1/execute HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray(), Cancellation);
            slow.Add(client);
        }

        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_body_that_hardly_comes_ends_the_request()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/execute HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Admin}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"), Cancellation);

        var buffer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancellation);

        Assert.StartsWith("HTTP/1.1 408 ", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_are_too_long_together_are_refused_before_they_are_read()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Runtime, options => options with { BodyBytesAtOnce = 2_000_000, Policy = options.Policy with { Timeout = Patience.Time }, Caps = PolicyCaps.None });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var client = server.Client();
        var waiting = client.PostAsync(
            "/v1/execute",
            new StringContent($$"""{"code": "import time; time.sleep(3600)", "args": "{{new string('x', 1_500_000)}}"}""", Encoding.UTF8, "application/json"),
            ending.Token);
        var slots = server.App.Services.GetRequiredService<ExecutionSlots>();
        await Patience.UntilAsync(() => slots.Free < 64, "the first one is under way");

        Assert.Equal(503, (await server.PostAsync("/v1/execute", $$"""{"code": "1", "args": "{{new string('x', 600_000)}}"}""")).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/execute", """{"code": "1"}""")).Status);

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Patience.UntilAsync(() => slots.Free == 64, "the first one has ended");
        await Patience.UntilAsync(
            async () => (await server.PostAsync("/v1/execute", $$"""{"code": "1", "args": "{{new string('x', 600_000)}}"}""")).Status == 200, "there is room again");
    }
}
