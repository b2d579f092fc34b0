using System.Text.Json;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Functions of a client, as its lines have them.</summary>
public sealed class WorkerToolTests
{
    private const string Calling = "from capsule import tools\ndef main(*args): return tools.add(1, b=2)";

    private const string Add = """
        "tools": [{"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}}]
        """;

    [Fact]
    public async Task A_call_is_an_event_and_its_answer_a_request()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling, Add);
        var call = await worker.ReadAsync();
        Assert.Equal("tool_call", Text(call, "event"));
        Assert.Equal((1, "add", "main", ""), (call.GetProperty("id").GetInt32(), Text(call, "tool"), Text(call, "task"), Text(call, "path")));
        Assert.Equal("""{"a":1,"b":2}""", call.GetProperty("arguments").GetRawText());
        await worker.WriteAsync($$"""{"id": 2, "method": "tool_result", "call": {{call.GetProperty("call").GetInt64()}}, "result": {"sum": 3} }""");
        JsonElement[] answers = [await worker.ReadResultAsync(), await worker.ReadResultAsync()];
        Assert.Equal("true", Result(answers, 2));
        Assert.Equal("""{"sum":3}""", Result(answers, 1));
    }

    [Theory]
    [InlineData("\"error\": {\"kind\": \"tool\", \"message\": \"no\"}", "ToolError: tools.add: no")]
    [InlineData("\"error\": {\"kind\": \"permission_denied\", \"message\": \"no\"}", "PermissionError: [Errno 2] tools.add: no")]
    [InlineData("\"error\": {\"kind\": \"bad_request\", \"message\": \"no\"}", "ValueError: tools.add: no")]
    public async Task A_client_says_of_what_kind_a_failure_is(string members, string message)
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling, Add);
        var call = (await worker.ReadAsync()).GetProperty("call").GetInt64();
        await worker.WriteAsync($$"""{"id": 2, "method": "tool_result", "call": {{call}}, {{members}}}""");
        var (_, lines) = await worker.EndAsync();
        Assert.Equal(message, lines.Single(line => line.GetProperty("id").GetInt32() == 1).GetProperty("envelope").GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("\"call\": 99", "false")]
    [InlineData("\"call\": \"1\"", "\"call\" is the number of the call")]
    [InlineData("\"result\": 1", "\"call\" is the number of the call")]
    [InlineData("\"call\": 1, \"reslt\": 1", "a tool_result has no \"reslt\"")]
    [InlineData("\"call\": 1, \"error\": \"no\"", "\"error\" takes")]
    [InlineData("\"call\": 1, \"error\": {\"kind\": \"internal\", \"message\": \"x\"}", "with a kind of \"tool\"")]
    public async Task An_answer_that_is_not_right_says_so_and_answers_nothing(string members, string expected)
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling, Add);
        var call = (await worker.ReadAsync()).GetProperty("call").GetInt64();
        await worker.WriteAsync($$"""{"id": 2, "method": "tool_result", {{members}}}""");
        Assert.Contains(expected, (await worker.ReadResultAsync()).GetProperty("envelope").GetRawText().Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        await worker.WriteAsync($$"""{"id": 3, "method": "tool_result", "call": {{call}}, "result": 4}""");
        var (_, lines) = await worker.EndAsync();
        Assert.Equal("4", Result(lines, 1));
    }

    [Theory]
    [InlineData("1", "\"tools\" takes an array")]
    [InlineData("[1]", "\"tools\"[0] takes an object")]
    [InlineData("[{}]", "\"tools\"[0] needs a \"name\"")]
    [InlineData("[{\"name\": \"a b\"}]", "\"a b\" cannot be a tool's name")]
    [InlineData("[{\"name\": \"a\"}, {\"name\": \"a\"}]", "\"tools\" has two functions with the name \"a\"")]
    [InlineData("[{\"name\": \"a\", \"max_calls\": 0}]", "\"max_calls\" takes a whole number from 1")]
    [InlineData("[{\"name\": \"a\", \"timeout\": \"soon\"}]", "\"timeout\" takes")]
    [InlineData("[{\"name\": \"a\", \"parameters\": []}]", "\"parameters\" takes a JSON schema")]
    [InlineData("[{\"name\": \"a\", \"paramters\": {}}]", "did you mean 'parameters'?")]
    public async Task Functions_that_make_no_sense_are_refused(string tools, string message)
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling, $"\"tools\": {tools}");
        var error = (await worker.ReadResultAsync()).GetProperty("envelope").GetProperty("error");
        Assert.Equal("config_error", Text(error, "error_type"));
        Assert.Contains(message, Text(error, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_is_told_before_the_runs_answer()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling, Add.Replace("\"name\": \"add\"", "\"name\": \"add\", \"timeout\": \"50ms\"", StringComparison.Ordinal));
        var call = (await worker.ReadAsync()).GetProperty("call").GetInt64();
        var cancelled = await worker.ReadAsync();
        Assert.Equal(("tool_cancelled", call), (Text(cancelled, "event"), cancelled.GetProperty("call").GetInt64()));
        Assert.Contains("TimeoutError", (await worker.ReadResultAsync()).GetRawText(), StringComparison.Ordinal);
        await worker.WriteAsync($$"""{"id": 2, "method": "tool_result", "call": {{call}}, "result": 1}""");
        Assert.Equal("false", Result([await worker.ReadResultAsync()], 2));
    }

    [Fact]
    public async Task A_run_without_functions_has_none_and_one_that_ended_is_told_nothing()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Calling);
        Assert.Contains("none were granted to it", (await worker.ReadResultAsync()).GetRawText(), StringComparison.Ordinal);
        await worker.RunAsync(2, Calling, Add);
        await worker.ReadAsync();
        await worker.WriteAsync("""{"id": 3, "method": "cancel", "target": 2}""");
        var (_, lines) = await worker.EndAsync();
        var answered = lines.FindIndex(line => line.GetProperty("id").GetInt32() == 2 && Text(line, "event") == "result");
        Assert.All(lines[(answered + 1)..], line => Assert.NotEqual(2, line.GetProperty("id").GetInt32()));
    }

    private static string Result(IEnumerable<JsonElement> lines, int id) => lines
        .Single(line => line.GetProperty("id").GetInt32() == id && Text(line, "event") == "result")
        .GetProperty("envelope").GetProperty("result").GetRawText();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
