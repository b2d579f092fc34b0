using System.Text.Json;
using System.Text.RegularExpressions;
using Capsule.Cli.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

/// <summary>How much a model is made to read, and how it gets at the rest.</summary>
public sealed partial class McpBudgetTests
{
    private const int Default = 20_000;

    [Theory]
    [InlineData("'y' * 3_000_000")]
    [InlineData("list(range(1_000_000))")]
    [InlineData("['\\U0001F600' * 60_000]")]
    [InlineData("'\\x01' * 300_000")]
    [InlineData("'\\n\\x9b\"' * 300_000")]
    [InlineData("print('\\x1b[1m\\n' * 100_000)")]
    [InlineData("print('x' * 3_000_000); 'y' * 3_000_000")]
    [InlineData("import sys; print('\\x00' * 90_000); print('\\x00' * 90_000, file=sys.stderr)")]
    [InlineData("raise ValueError('\\x01' * 300_000)")]
    [InlineData("print('x' * 30_000); raise ValueError('y' * 30_000)")]
    [InlineData("class P:\n    def __repr__(self): return '\\x01' * 9_000\n    def _repr_markdown_(self): return '\\x01' * 90_000\nfor i in range(9): display(P())")]
    [InlineData("for i in range(20_000): display(i)")]
    [InlineData("print('x' * 30_000); display('y' * 30_000); 'z' * 30_000")]
    public async Task An_answer_is_bounded_in_all(string code)
    {
        await using var client = await McpConversation.StartAsync();
        await using var small = await McpConversation.StartAsync("--max-answer", "3000");
        foreach (var (server, most) in new[] { (client, Default), (small, 3_000) })
        {
            var once = await server.CallAsync("execute_python", new() { ["code"] = code });
            var cell = await server.CallAsync("session_run", new() { ["session"] = await server.NewSessionAsync(), ["code"] = code });
            Assert.All([once, cell], answer => Assert.InRange(Json(answer).Length, most / 3, most));
            Assert.All([once, cell], answer => Assert.InRange(Text(answer).Length, most / 10, most));
        }
    }

    [Fact]
    public async Task What_is_short_stays_whole_beside_a_flood()
    {
        await using var client = await McpConversation.StartAsync();
        var result = await client.CallAsync("execute_python", new() { ["code"] = "print('x' * 3_000_000)\nraise ValueError('short')" });
        Assert.Equal("ValueError: short", result.Member("error").GetProperty("message").GetString());
        Assert.EndsWith("ValueError: short\n", result.Member("error").GetProperty("traceback").GetString(), StringComparison.Ordinal);
        Assert.Equal((true, 3_000_001), (result.Member("output_was_cut").GetBoolean(), result.Member("output_size").GetInt32()));
        Assert.Contains(" of 3000001 characters left out] …\n", result.Member("output").GetString(), StringComparison.Ordinal);
        Assert.Contains("run the code in a session", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_cut_is_in_files_of_the_session()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        var result = await RunAsync(client, session, "for i in range(30_000): print(i)\nlist(range(30_000))");
        var (output, value) = (result.Member("output_file").GetString()!, result.Member("result_file").GetString()!);
        Assert.Contains(output, Text(result), StringComparison.Ordinal);
        Assert.StartsWith("0\n1\n2", result.Member("output").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("29998\n29999\n", result.Member("output").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("[0,1,2,", result.Member("result").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(",29999]", result.Member("result").GetString(), StringComparison.Ordinal);
        var found = await RunAsync(
            client, session, $"import json\n[open({JsonSerializer.Serialize(output)}).read().count('\\n'), len(json.load(open({JsonSerializer.Serialize(value)})))]");
        Assert.Equal("[30000,30000]", found.Member("result").GetRawText());
        var listed = await client.CallAsync("session_list_files", new() { ["session"] = session });
        Assert.Empty(listed.Member("files").EnumerateArray());
    }

    [Fact]
    public async Task A_file_is_read_in_parts()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        await RunAsync(client, session, "open('text', 'w').write('\\U0001F600é\\n' * 20_000)\nopen('bytes', 'wb').write(bytes(range(256)) * 200)");
        var text = await ReadAllAsync(client, session, "text", part => part.Member("text").GetString()!);
        Assert.Equal(string.Concat(Enumerable.Repeat("😀é\n", 20_000)), string.Concat(text));
        Assert.True(text.Count > 2);
        var bytes = await ReadAllAsync(client, session, "bytes", part => part.Member("base64").GetBytesFromBase64());
        Assert.Equal(Enumerable.Range(0, 51_200).Select(i => (byte)i), bytes.SelectMany(part => part));
        var beyond = await client.CallAsync("session_read_file", new() { ["session"] = session, ["path"] = "text", ["offset"] = 1_000_000 });
        Assert.Equal("", beyond.Member("text").GetString());
    }

    [Fact]
    public async Task An_image_of_a_session_is_read_as_an_image()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        await RunAsync(client, session, "open('plot.png', 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(100_000))");
        var read = await client.CallAsync("session_read_file", new() { ["session"] = session, ["path"] = "plot.png" });
        Assert.Equal("image/png", Assert.Single(read.Content.OfType<ImageContentBlock>()).MimeType);
        Assert.InRange(Text(read).Length, 1, 200);
    }

    [Fact]
    public async Task A_listing_is_bounded_and_counts_the_rest()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        await RunAsync(client, session, "import os\nos.mkdir('d')\nfor i in range(2000): open(f'd/{i:04}', 'w').close()\nopen('a', 'w').close()");
        var listed = await client.CallAsync("session_list_files", new() { ["session"] = session });
        Assert.InRange(Text(listed).Length, 10_000, Default);
        Assert.Equal(2002, listed.Member("files").GetArrayLength() + listed.Member("left_out").GetInt32());
        var folder = await client.CallAsync("session_list_files", new() { ["session"] = session, ["folder"] = "d" });
        Assert.Equal("0000", folder.Member("files")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_failure_that_repeats_what_was_sent_is_bounded()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        var failed = await client.CallAsync("session_read_file", new() { ["session"] = session, ["path"] = new string('x', 1_000_000) });
        Assert.True(failed.IsError);
        Assert.InRange(Text(failed).Length, 100, 2_000);
        failed = await client.CallAsync("execute_python", new() { ["code"] = "1", ["timeout"] = new string('x', 1_000_000) });
        Assert.InRange(Text(failed).Length, 100, 2_000);
    }

    [Fact]
    public async Task A_value_is_told_once_and_HTML_not_beside_text()
    {
        await using var client = await McpConversation.StartAsync();
        const string Code = """
            class Frame:
                def __repr__(self): return "a frame"
                def _repr_html_(self): return "<table>" + "<tr>" * 1000
            display(Frame())
            Frame()
            """;
        var result = await client.CallAsync("execute_python", new() { ["code"] = Code });
        Assert.Equal(("a frame", "{}", 2), (
            result.Member("result").GetString(), result.Member("data").GetRawText(), result.Member("representations_left_out").GetInt32()));
        Assert.Equal("""[{"text/plain":"a frame"}]""", result.Member("displayed").GetRawText());
        Assert.Equal("Result: a frame\nDisplayed: a frame\n2 representations of values are left out.", Text(result));
    }

    [Fact]
    public async Task A_bound_that_leaves_no_room_is_refused()
    {
        var result = await CliProcess.RunAsync("mcp", "--max-answer", "100");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("2000 are the least", result.Error, StringComparison.Ordinal);
    }

    private static async Task<List<T>> ReadAllAsync<T>(McpClient client, string session, string path, Func<CallToolResult, T> take)
    {
        var (parts, offset) = (new List<T>(), 0);
        while (true)
        {
            var part = await client.CallAsync("session_read_file", new() { ["session"] = session, ["path"] = path, ["offset"] = offset });
            Assert.InRange(Json(part).Length, 1, Default);
            parts.Add(take(part));
            if (!part.StructuredContent!.Value.TryGetProperty("next_offset", out var next))
            {
                return parts;
            }

            offset = next.GetInt32();
        }
    }

    private static Task<CallToolResult> RunAsync(McpClient client, string session, string code) =>
        client.CallAsync("session_run", new() { ["session"] = session, ["code"] = code });

    /// <summary>The JSON as a model reads it: on the wire, the SDK escapes more than JSON needs.</summary>
    private static string Json(CallToolResult answer) => Escape().Replace(
        answer.StructuredContent!.Value.GetRawText(),
        found => (char)Convert.ToInt32(found.Groups[1].Value, 16) is var character && character == '"' ? "\\\""
            : char.IsControl(character) ? found.Value : character.ToString());

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();

    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
}
