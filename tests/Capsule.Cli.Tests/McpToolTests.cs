using Capsule.Cli.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

/// <summary>What a model is told of the tools, and what it may ask of them.</summary>
public sealed class McpToolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Descriptions_say_what_code_finds()
    {
        using var folder = new TemporaryFolder();
        await using var client = await McpConversation.StartAsync(
            "--mount", $"{folder.Path}::data", "--mount", $"{folder.Path}::out:rw", "--allow-host", "api.example.org", "--env", "LANG", "--max-ram", "300MB");
        var tools = (await client.ListToolsAsync(cancellationToken: Cancellation)).ToDictionary(tool => tool.Name);
        Assert.All([tools["execute_python"].Description, tools["session_create"].Description], text => Assert.All(
            [
                "Python 3.14.", "the standard library and no other packages", "data (read-only), out (read and write)", "go to api.example.org and nowhere else",
                "Environment variables: LANG", "timeout 30s, or what a call asks for up to 5m", "ram 256MB, or what a call asks for up to 300MB",
            ],
            part => Assert.Contains(part, text, StringComparison.Ordinal)));
        Assert.All(["execute_python", "session_run"], name => Assert.Contains("display(it)", tools[name].Description, StringComparison.Ordinal));
        Assert.DoesNotContain(folder.Path, string.Concat(tools.Values.Select(tool => tool.Description)), StringComparison.Ordinal);
        Assert.Contains("api.example.org", client.ServerInstructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_grants_descriptions_say_that_there_are_none()
    {
        await using var client = await McpConversation.StartAsync();
        var tool = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(tool => tool.Name == "execute_python");
        Assert.Contains("The working directory is private and empty at first. There is no network", tool.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("Environment variables", tool.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotations_say_what_the_grants_let_code_do()
    {
        using var folder = new TemporaryFolder();
        await using var bare = await McpConversation.StartAsync();
        await using var granted = await McpConversation.StartAsync("--mount", $"{folder.Path}::out:rw", "--allow-host", "example.org");
        Assert.Equal((true, false, false, false), await HintsAsync(bare, "execute_python"));
        Assert.Equal((false, false, false, false), await HintsAsync(bare, "session_run"));
        Assert.Equal((false, true, false, true), await HintsAsync(granted, "execute_python"));
        Assert.Equal((false, true, false, true), await HintsAsync(granted, "session_run"));
        Assert.Equal((true, false, true, false), await HintsAsync(bare, "session_list"));
        Assert.Equal((false, true, true, false), await HintsAsync(bare, "session_close"));
        var tools = await bare.ListToolsAsync(cancellationToken: Cancellation);
        Assert.All(tools, tool => Assert.NotNull(tool.ProtocolTool.Annotations?.DestructiveHint));
        Assert.All(tools, tool => Assert.False(string.IsNullOrEmpty(tool.Title)));
    }

    [Fact]
    public async Task Sessions_are_listed()
    {
        await using var client = await McpConversation.StartAsync();
        Assert.Empty((await client.CallAsync("session_list", [])).Member("sessions").EnumerateArray());
        var (one, other) = (await client.NewSessionAsync(), await client.NewSessionAsync());
        await client.CallAsync("session_run", new() { ["session"] = other, ["code"] = "1" });
        var listed = (await client.CallAsync("session_list", [])).Member("sessions").EnumerateArray().ToArray();
        Assert.Equal([(one, 0), (other, 1)], listed.Select(session => (session.GetProperty("session").GetString()!, session.GetProperty("cells").GetInt32())));
        Assert.All(listed, session => Assert.True(session.GetProperty("last_used").GetDateTime() >= session.GetProperty("created").GetDateTime()));
        await client.CallAsync("session_close", new() { ["session"] = one });
        Assert.Single((await client.CallAsync("session_list", [])).Member("sessions").EnumerateArray());
    }

    [Fact]
    public async Task A_session_that_is_reset_keeps_its_id_and_nothing_else()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "x = 1\nopen('a', 'w').close()" });
        Assert.Equal(session, (await client.CallAsync("session_reset", new() { ["session"] = session })).Member("session").GetString());
        var result = await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "import os\n['x' in globals(), os.listdir()]" });
        Assert.Equal("[false,[]]", result.Member("result").GetRawText());
    }

    [Fact]
    public async Task Sessions_cells_and_tasks_have_the_limits_that_a_call_asks_for_within_the_caps()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n");
        folder.Write("flow.py", "from capsule import task\n@task(name='wait')\ndef wait():\n    import time\n    time.sleep(3600)\n");
        await using var client = await McpConversation.StartAsync("--max-timeout", "400ms", "--max-ram", "100MB", "--project", folder.Path);
        var session = (await client.CallAsync("session_create", new() { ["ram"] = "1GB" })).Member("session").GetString()!;
        var greedy = await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "x = bytes(150_000_000)" });
        Assert.Equal("memory_exceeded", ErrorType(greedy));
        foreach (var timeout in new object[] { "100ms", "1h", 0.1 })
        {
            var slow = await client.CallAsync(
                "session_run", new() { ["session"] = session, ["code"] = "import time\ntime.sleep(3600)", ["timeout"] = timeout });
            Assert.Equal("timeout", ErrorType(slow));
        }

        Assert.Equal("fuel_exhausted", ErrorType(await client.CallAsync(
            "session_run", new() { ["session"] = session, ["code"] = "while True: pass", ["compute"] = 1_000_000 })));
        Assert.Equal("timeout", ErrorType(await client.CallAsync("run_task", new() { ["task"] = "wait", ["timeout"] = "1h" })));
        var wrong = await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "1", ["timeout"] = "soon" });
        Assert.Contains("timeout=\"soon\" is not valid; use", Text(wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit()", true)]
    [InlineData("import sys; sys.exit(0)", true)]
    [InlineData("exit(3)", false)]
    [InlineData("import sys; sys.exit('no')", false)]
    public async Task Code_that_exits_with_0_has_succeeded(string code, bool success)
    {
        await using var client = await McpConversation.StartAsync();
        var once = await client.CallAsync("execute_python", new() { ["code"] = "print('done')\n" + code });
        var cell = await client.CallAsync("session_run", new() { ["session"] = await client.NewSessionAsync(), ["code"] = "print('done')\n" + code });
        Assert.Equal((success, success), (once.Member("success").GetBoolean(), cell.Member("success").GetBoolean()));
        Assert.Equal((!success, !success), (once.IsError, cell.IsError));
        Assert.Equal(("done\n", "done\n"), (once.Member("output").GetString(), cell.Member("output").GetString()));
    }

    [Fact]
    public async Task A_model_is_told_what_it_may_reach_and_not_how_to_be_granted_more()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n");
        folder.Write("flow.py", "from capsule import task\n@task(name='read')\ndef read(path):\n    return open(path).read()\n");
        const string Get = "import urllib.request\nurllib.request.urlopen('http://denied.example.org/')";
        await using var bare = await McpConversation.StartAsync("--project", folder.Path);
        await using var granted = await McpConversation.StartAsync("--allow-host", "api.example.org");
        var none = await bare.CallAsync("execute_python", new() { ["code"] = Get });
        Assert.Contains("the code may not reach denied.example.org; it has no network", Message(none), StringComparison.Ordinal);
        var other = await granted.CallAsync("session_run", new() { ["session"] = await granted.NewSessionAsync(), ["code"] = Get });
        Assert.Contains("the code may not reach denied.example.org; it may reach api.example.org", Message(other), StringComparison.Ordinal);
        foreach (var path in new[] { "data/x.csv", "/srv/x.csv", "/etc/passwd" })
        {
            var missing = await bare.CallAsync("run_task", new() { ["task"] = "read", ["args"] = new[] { path } });
            Assert.Contains("FileNotFoundError", Message(missing), StringComparison.Ordinal);
            Assert.All([none, other, missing], answer => Assert.DoesNotContain("--mount", Text(answer), StringComparison.Ordinal));
            Assert.All([none, other, missing], answer => Assert.DoesNotContain("allowed_", Text(answer), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_mount_of_a_folder_that_is_not_there_is_refused_at_the_start()
    {
        var result = await CliProcess.RunAsync("mcp", "--mount", "./no-such-folder");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("no-such-folder does not exist", result.Error, StringComparison.Ordinal);
    }

    private static async Task<(bool? Reads, bool? Destroys, bool? IsIdempotent, bool? IsOpen)> HintsAsync(McpClient client, string name)
    {
        var hints = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(tool => tool.Name == name).ProtocolTool.Annotations!;
        return (hints.ReadOnlyHint, hints.DestructiveHint, hints.IdempotentHint, hints.OpenWorldHint);
    }

    private static string? ErrorType(CallToolResult answer) => answer.Member("error").GetProperty("error_type").GetString();

    private static string? Message(CallToolResult answer) => answer.Member("error").GetProperty("message").GetString();

    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
}
