using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Capsule.Cli.Tests.Support;
using Capsule.Mcp;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

/// <summary>Tools of other servers as functions for code. The other server is a <c>capsule mcp</c> too; eng/mcp-servers.sh tries servers of npm.</summary>
public sealed class McpConnectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public McpConnectTests()
    {
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n[journal]\nenabled = false\n");
        folder.Write("flow.py", "from capsule import task\n@task(name='double')\ndef double(x):\n    return 2 * x\n");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Other => $"other='{CliProcess.Path}' mcp --project '{folder.Path}'";

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Code_calls_the_tools_of_another_server_as_functions()
    {
        await using var client = await McpConversation.StartAsync("--connect", Other);
        const string Code = """
            from capsule import tools
            answers = [tools.other_execute_python(code=f"print('{n}' * 50_000); {n} * 2")["result"] for n in range(3)]
            names = [task["name"] for task in tools.other_list_tasks()["tasks"]]
            [answers, names]
            """;
        var once = await client.CallAsync("execute_python", new() { ["code"] = Code });
        Assert.Equal("""[[0,2,4],["double"]]""", once.Member("result").GetRawText());
        var cell = await client.CallAsync("session_run", new() { ["session"] = await client.NewSessionAsync(), ["code"] = Code });
        Assert.Equal("""[[0,2,4],["double"]]""", cell.Member("result").GetRawText());
        Assert.InRange(Text(once).Length, 1, 100);
    }

    [Fact]
    public async Task Functions_are_there_for_TypeScript()
    {
        await using var client = await McpConversation.StartAsync("--connect", Other);
        const string Code = """
            import { tools } from "@capsule-run/sdk";
            const ran = await tools.other_execute_python({ code: "6 * 7" });
            (ran as { result: number }).result
            """;
        var typeScript = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(tool => tool.Name == "execute_typescript");
        Assert.Contains("await tools.NAME({ argument: value })", typeScript.Description, StringComparison.Ordinal);
        var once = await client.CallAsync("execute_typescript", new() { ["code"] = Code });
        Assert.Equal("42", once.Member("result").GetRawText());
    }

    [Fact]
    public async Task A_model_finds_functions_and_their_signatures_when_it_needs_them()
    {
        await using var client = await McpConversation.StartAsync("--connect", Other);
        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.Contains("function_search", tools.Single(tool => tool.Name == "execute_python").Description, StringComparison.Ordinal);
        Assert.DoesNotContain(tools, tool => tool.Name.StartsWith("other_", StringComparison.Ordinal));
        var found = await client.CallAsync("function_search", new() { ["query"] = "run task" });
        Assert.Equal("other_run_task", found.Member("functions")[0].GetProperty("name").GetString());
        Assert.True(found.Member("functions")[0].GetProperty("asks").GetBoolean());
        var all = await client.CallAsync("function_search", []);
        Assert.Equal((14 - 1, 0), (all.Member("functions").GetArrayLength(), all.Member("left_out").GetInt32()));
        var described = await client.CallAsync("function_describe", new() { ["names"] = new[] { "other_run_task", "other_list_tasks" } });
        Assert.Contains("def other_run_task(task: str, ", Text(described), StringComparison.Ordinal);
        Assert.Contains("class OtherListTasksResult(TypedDict):", Text(described), StringComparison.Ordinal);
        var typed = await client.CallAsync("function_describe", new() { ["names"] = new[] { "other_run_task" }, ["language"] = "typescript" });
        Assert.Contains("other_run_task(args: {", Text(typed), StringComparison.Ordinal);
        Assert.Contains("  task: string;", Text(typed), StringComparison.Ordinal);
        foreach (var arguments in new Dictionary<string, object?>[] { [], new() { ["names"] = new[] { "other_nothing" } } })
        {
            var refused = await client.CallAsync("function_describe", arguments);
            Assert.True(refused.IsError);
            Assert.Contains("function_search", Text(refused), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Failures_of_a_tool_are_errors_of_Python()
    {
        await using var client = await McpConversation.StartAsync("--connect", Other);
        const string Code = """
            from capsule import ToolError, tools
            def attempt(call):
                try:
                    return call()
                except Exception as error:
                    return f"{type(error).__name__}: {error}"
            [attempt(lambda: tools.other_execute_python(code="1 / 0")), attempt(lambda: tools.other_execute_python(cod="1")),
             attempt(lambda: tools.other_nothing())]
            """;
        var result = (await client.CallAsync("execute_python", new() { ["code"] = Code })).Member("result");
        Assert.Matches("^ToolError: .*ZeroDivisionError", result[0].GetString()!.ReplaceLineEndings(" "));
        Assert.StartsWith("ValueError: ", result[1].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("PermissionError: ", result[2].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_change_something_is_refused_where_nobody_can_be_asked()
    {
        await using var client = await McpConversation.StartAsync("--connect", Other);
        await using var allowed = await McpConversation.StartAsync("--connect", Other, "--allow-tool", "other_run_*");
        const string Code = "from capsule import tools\ntools.other_run_task(task='double', args=[21])['result']";
        var refused = await client.CallAsync("execute_python", new() { ["code"] = Code });
        Assert.True(refused.IsError);
        Assert.Contains("needs the user's approval, which cannot be asked for here", Text(refused), StringComparison.Ordinal);
        Assert.Equal(42, (await allowed.CallAsync("execute_python", new() { ["code"] = Code })).Member("result").GetInt32());
        var other = await allowed.CallAsync("execute_python", new() { ["code"] = "from capsule import tools\ntools.other_session_create()" });
        Assert.True(other.IsError);
    }

    [Theory]
    [InlineData("decline", false, 2)]
    [InlineData("accept", false, 2)]
    [InlineData("accept", true, 1)]
    public async Task The_clients_user_is_asked(string action, bool remember, int questions)
    {
        var asked = new ConcurrentQueue<string>();
        var handlers = new McpClientHandlers
        {
            ElicitationHandler = (question, _) =>
            {
                asked.Enqueue(question!.Message);
                return ValueTask.FromResult(new ElicitResult
                {
                    Action = action,
                    Content = action == "accept" ? new Dictionary<string, JsonElement> { ["remember"] = JsonElement.Parse(remember ? "true" : "false") } : null,
                });
            },
        };
        await using var client = await McpConversation.StartAsync(new McpClientOptions { Handlers = handlers, ProtocolVersion = "2025-11-25" }, "--connect", Other);
        const string Code = "from capsule import tools\ntools.other_run_task(task='double', args=['\\n\\u202e'])['result']";
        var first = await client.CallAsync("execute_python", new() { ["code"] = Code });
        var second = await client.CallAsync("execute_python", new() { ["code"] = Code });
        Assert.All([first, second], answer => Assert.Equal(action == "accept", answer.Member("success").GetBoolean()));
        Assert.Equal(questions, asked.Count);
        Assert.All(asked, question => Assert.Equal(
            """Code in a sandbox calls other_run_task with {"task":"double","args":["\n\u202E"]}. Allow it?""", question));
    }

    [Fact]
    public async Task A_server_that_ends_is_an_error_of_the_call_and_not_of_ours()
    {
        var pid = Path.Combine(folder.Path, "pid");
        await using var client = await McpConversation.StartAsync("--connect", $"gone=sh -c 'echo $$ > \"{pid}\"; exec \"{CliProcess.Path}\" mcp'");
        using var server = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pid, Cancellation), CultureInfo.InvariantCulture));
        server.Kill();
        await server.WaitForExitAsync(Cancellation);
        var result = await client.CallAsync("execute_python", new() { ["code"] = "from capsule import tools\ntools.gone_execute_python(code='1')" });
        Assert.Contains("ToolError: tools.gone_execute_python: the server 'gone' does not answer", Text(result), StringComparison.Ordinal);
        Assert.Equal(2, (await client.CallAsync("execute_python", new() { ["code"] = "1 + 1" })).Member("result").GetInt32());
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_at_the_start()
    {
        foreach (var (connection, message) in new[]
            {
                ("/no/such/server", "cannot connect to the server '/no/such/server'"),
                ("bad=sh -c 'echo sorry >&2; exit 3'", "sorry"),
                ("http://127.0.0.1:1/mcp", "cannot connect to the server 'http://127.0.0.1:1/mcp'"),
                ("a='", "is not valid; use [NAME=]COMMAND"),
            })
        {
            var result = await CliProcess.RunAsync("mcp", "--connect", connection);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
        }

        var twice = await CliProcess.RunAsync("mcp", "--connect", Other, "--connect", Other);
        Assert.Contains("two tools would have the name 'other_execute_python'", twice.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npx -y server .", null, "npx|-y|server|.")]
    [InlineData("files=npx  'a b' \"c'd\" e\\ f", "files", "npx|a b|c'd|e f")]
    [InlineData("x=''", "x", "")]
    [InlineData("--flag=1 y", null, "--flag=1|y")]
    [InlineData("a='\\' \"\\\"\"", "a", "\\|\"")]
    public void A_connection_is_read_as_a_shell_reads_words(string text, string? name, string words)
    {
        var connection = McpConnection.Parse(text).Value!;
        Assert.Equal((name, words), (connection.Name, string.Join('|', connection.Command)));
    }

    [Fact]
    public void A_connection_may_be_a_URL()
    {
        var connection = McpConnection.Parse("api=https://example.org/mcp?key=1").Value!;
        Assert.Equal(("api", "https://example.org/mcp?key=1", 0), (connection.Name, connection.Endpoint!.ToString(), connection.Command.Count));
        Assert.NotNull(McpConnection.Parse("").Failure);
        Assert.NotNull(McpConnection.Parse("a=\"x").Failure);
    }

    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
}
