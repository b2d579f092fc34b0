using System.Collections.Concurrent;
using Capsule.Cli.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

public sealed class McpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_executes_python_and_gets_structured_content()
    {
        await using var client = await McpConversation.StartAsync();
        var result = await client.CallAsync("execute_python", new() { ["code"] = "print('hi')\nargs['n'] + 1", ["args"] = new { n = 41 } });
        Assert.NotEqual(true, result.IsError);
        Assert.Equal((42, "hi\n"), (result.Member("result").GetInt32(), result.Member("output").GetString()));
        Assert.Equal("Result: 42\nOutput:\nhi", Text(result));
    }

    [Fact]
    public async Task Failures_of_code_and_wrong_arguments_are_results_that_a_model_can_act_on()
    {
        await using var client = await McpConversation.StartAsync();
        var failed = await client.CallAsync("execute_python", new() { ["code"] = "1 / 0" });
        Assert.True(failed.IsError);
        Assert.Contains("ZeroDivisionError", failed.Member("error").GetProperty("traceback").GetString(), StringComparison.Ordinal);
        foreach (var (arguments, message) in new (Dictionary<string, object?>, string)[]
            {
                ([], "the argument 'code' is missing; execute_python takes code, args, timeout, compute, ram"),
                (new() { ["code"] = 1 }, "the argument 'code' takes a string"),
                (new() { ["source"] = "1" }, "execute_python has no argument 'source'; it takes code, args"),
                (new() { ["code"] = "1", ["timout"] = "1s" }, "did you mean 'timeout'?"),
            })
        {
            var refused = await client.CallAsync("execute_python", arguments);
            Assert.True(refused.IsError);
            Assert.Contains(message, Assert.IsType<TextContentBlock>(Assert.Single(refused.Content)).Text, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<McpProtocolException>(() => client.CallAsync("no_such_tool", []));
        Assert.True((await client.CallAsync("execute_python", new() { ["code"] = "1", ["timeout"] = "soon" })).IsError);
    }

    [Fact]
    public async Task A_traceback_begins_with_the_code()
    {
        await using var client = await McpConversation.StartAsync();
        var failed = await client.CallAsync("execute_python", new() { ["code"] = "def f(a):\n    return 10 / a\nf(0)" });
        Assert.StartsWith(
            "Traceback (most recent call last):\n  File \"<code>\", line 3, in <module>\n    f(0)\n",
            failed.Member("error").GetProperty("traceback").GetString(), StringComparison.Ordinal);
        failed = await client.CallAsync("execute_python", new() { ["code"] = "import asyncio\nawait asyncio.sleep(0)\n1 / 0" });
        Assert.StartsWith(
            "Traceback (most recent call last):\n  File \"<code>\", line 3, in <module>\n",
            failed.Member("error").GetProperty("traceback").GetString(), StringComparison.Ordinal);
        failed = await client.CallAsync("execute_python", new() { ["code"] = "x = )" });
        Assert.StartsWith("  File \"<code>\", line 1\n", failed.Member("error").GetProperty("traceback").GetString(), StringComparison.Ordinal);
        failed = await client.CallAsync("execute_python", new() { ["code"] = "import program" });
        Assert.Contains("No module named 'program'", failed.Member("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_displays_values_and_images()
    {
        await using var client = await McpConversation.StartAsync();
        var result = await client.CallAsync("execute_python", new()
        {
            ["code"] = "class P:\n    def _repr_png_(self): return b'\\x89PNG\\r\\n\\x1a\\n' + bytes(9)\ndisplay({'a': 1}, P())\n2",
        });
        Assert.Equal(("{'a': 1}", 2), (result.Member("displayed")[0].GetProperty("text/plain").GetString(), result.Member("result").GetInt32()));
        Assert.Equal("image/png", Assert.Single(result.Content.OfType<ImageContentBlock>()).MimeType);
    }

    [Fact]
    public async Task A_call_asks_for_limits_within_the_servers_caps()
    {
        await using var client = await McpConversation.StartAsync("--max-timeout", "300ms");
        var result = await client.CallAsync("execute_python", new() { ["code"] = "import time\ntime.sleep(3600)", ["timeout"] = "1h" });
        Assert.Equal("timeout", result.Member("error").GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task Code_has_the_folders_and_variables_that_the_operator_grants()
    {
        using var folder = new TemporaryFolder();
        folder.Write("note.txt", "granted");
        const string Source = """
            import os
            [os.environ.get("CAPSULE_CACHE") is not None, os.environ.get("HOME_OF_SECRETS"), open("data/note.txt").read()]
            """;
        await using var client = await McpConversation.StartAsync("--mount", $"{folder.Path}::data", "--env", "CAPSULE_CACHE");
        var result = await client.CallAsync("execute_python", new() { ["code"] = Source });
        Assert.Equal("""[true,null,"granted"]""", result.Member("result").GetRawText());
    }

    [Fact]
    public async Task The_tasks_of_a_project_are_listed_and_run()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n");
        folder.Write("flow.py", "from capsule import task\n@task(name='greet')\ndef greet(name, mark='.'):\n    return 'Hello ' + name + mark\n");
        await using var client = await McpConversation.StartAsync("--project", folder.Path);
        var listed = await client.CallAsync("list_tasks", []);
        Assert.Equal("greet", Assert.Single(listed.Member("tasks").EnumerateArray()).GetProperty("name").GetString());
        var result = await client.CallAsync("run_task", new() { ["task"] = "greet", ["args"] = new[] { "Ada" }, ["kwargs"] = new { mark = "!" } });
        Assert.Equal("Hello Ada!", result.Member("result").GetString());
    }

    [Fact]
    public async Task A_session_remembers_forks_and_has_files()
    {
        await using var client = await McpConversation.StartAsync("--max-sessions", "2");
        var session = await client.NewSessionAsync();
        await client.CallAsync("session_write_file", new() { ["session"] = session, ["path"] = "a.txt", ["text"] = "seven" });
        await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "x = open('a.txt').read()" });
        var fork = (await client.CallAsync("session_fork", new() { ["session"] = session })).Member("session").GetString()!;
        var result = await client.CallAsync("session_run", new() { ["session"] = fork, ["code"] = "print(1)\nx.upper()" });
        Assert.Equal(("SEVEN", "1\n"), (result.Member("result").GetString(), result.Member("output").GetString()));
        Assert.True((await client.CallAsync("session_create", [])).IsError);
        var files = await client.CallAsync("session_list_files", new() { ["session"] = fork });
        Assert.Contains(files.Member("files").EnumerateArray(), file => file.GetProperty("path").GetString() == "a.txt");
        await client.CallAsync("session_close", new() { ["session"] = fork });
        var closed = await client.CallAsync("session_run", new() { ["session"] = fork, ["code"] = "x" });
        Assert.True(closed.IsError);
        Assert.Contains("session_create", Assert.IsType<TextContentBlock>(Assert.Single(closed.Content)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_have_the_operators_grants_and_no_more()
    {
        using var folder = new TemporaryFolder();
        folder.Write("note.txt", "granted");
        const string Source = "import os\n[open('data/note.txt').read(), os.environ.get('CAPSULE_CACHE') is not None, os.environ.get('PATH_TO_HOME')]";
        await using var client = await McpConversation.StartAsync("--mount", $"{folder.Path}::data", "--env", "CAPSULE_CACHE");
        var session = await client.NewSessionAsync();
        var result = await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = Source });
        Assert.Equal("""["granted",true,null]""", result.Member("result").GetRawText());
        await using var bare = await McpConversation.StartAsync();
        var other = await bare.NewSessionAsync();
        Assert.True((await bare.CallAsync("session_run", new() { ["session"] = other, ["code"] = Source })).IsError);
    }

    [Fact]
    public async Task A_client_hears_progress_and_cancels()
    {
        await using var client = await McpConversation.StartAsync();
        using var stop = new CancellationTokenSource();
        var messages = new ConcurrentQueue<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CallAsync(
            "execute_python", new() { ["code"] = "import time\nprint('going')\ntime.sleep(3600)" }, Hear, stop.Token));
        Assert.Equal("going", string.Concat(messages).TrimEnd());
        var result = await client.CallAsync("execute_python", new() { ["code"] = "'still there'" });
        Assert.Equal("still there", result.Member("result").GetString());

        void Hear(ProgressNotificationValue value)
        {
            messages.Enqueue(value.Message!);
            if (value.Message!.StartsWith("going", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public async Task Every_answer_has_the_members_that_its_schema_requires()
    {
        await using var client = await McpConversation.StartAsync();
        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.All(tools, tool => Assert.Equal("object", tool.ProtocolTool.OutputSchema!.Value.GetProperty("type").GetString()));
        var schema = tools.Single(tool => tool.Name == "execute_python").ProtocolTool.OutputSchema!.Value;
        var result = await client.CallAsync("execute_python", new() { ["code"] = "1" });
        Assert.All(
            schema.GetProperty("required").EnumerateArray(),
            name => Assert.True(result.StructuredContent!.Value.TryGetProperty(name.GetString()!, out _)));
    }

    [Fact]
    public async Task Wrong_flags_are_told_before_anything_is_served()
    {
        var result = await CliProcess.RunAsync("mcp", "--max-ram", "lots");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--max-ram lots is not valid", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The SDK would keep several times the length of a line before anybody could look at it.</summary>
    [Fact]
    public async Task A_message_that_is_too_long_ends_the_server_with_an_error()
    {
        var result = await CliProcess.ShellAsync($"yes x | head -c 100000000 | tr -d '\\n' | '{CliProcess.Path}' mcp");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("the client sent a message of more than 16 MiB", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The answer as a model reads it.</summary>
    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
}
