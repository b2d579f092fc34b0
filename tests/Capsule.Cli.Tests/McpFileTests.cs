using Capsule.Cli.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

/// <summary>Files that code writes come back to the client.</summary>
public sealed class McpFileTests
{
    private const string Write = """
        import os
        os.makedirs("out dir")
        open("out dir/täble #1.csv", "w").write("a,b\n1,2\n")
        open("data.bin", "wb").write(bytes([0, 255, 7]))
        open("plot.png", "wb").write(b"\x89PNG\r\n\x1a\n" + bytes(50))
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_that_code_writes_are_linked_and_can_be_read(bool inSession)
    {
        await using var client = await McpConversation.StartAsync();
        var result = await RunAsync(client, Write, inSession);
        Assert.Equal(
            [("data.bin", 3), ("out dir/täble #1.csv", 8), ("plot.png", 58)],
            result.Member("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("size").GetInt32())));
        var links = result.Content.OfType<ResourceLinkBlock>().ToArray();
        Assert.Equal(result.Member("files").EnumerateArray().Select(file => file.GetProperty("uri").GetString()), links.Select(link => link.Uri));
        Assert.All(links, link => Assert.Contains(link.Uri, Text(result), StringComparison.Ordinal));
        Assert.Equal(["application/octet-stream", "text/csv", "image/png"], links.Select(link => link.MimeType));

        Assert.Equal("a,b\n1,2\n", Assert.IsType<TextResourceContents>(await ReadAsync(client, links[1].Uri)).Text);
        Assert.Equal([0, 255, 7], Assert.IsType<BlobResourceContents>(await ReadAsync(client, links[0].Uri)).DecodedData.ToArray());
        Assert.Equal("image/png", (await ReadAsync(client, links[2].Uri)).MimeType);
        Assert.Equal((1, 1), (result.Member("images").GetInt32(), result.Content.OfType<ImageContentBlock>().Count()));
    }

    [Fact]
    public async Task Only_what_a_call_wrote_is_told()
    {
        using var folder = new TemporaryFolder();
        folder.Write("there.txt", "x");
        await using var client = await McpConversation.StartAsync("--mount", $"{folder.Path}::data:rw");
        var session = await client.NewSessionAsync();
        await client.CallAsync("session_write_file", new() { ["session"] = session, ["path"] = "in.txt", ["text"] = "seven" });
        var result = await CellAsync(client, session, "import os\nopen('data/new', 'w').write(open('in.txt').read())\nos.symlink('data/there.txt', 'link.png')");
        Assert.Equal(("[]", 0), (result.Member("files").GetRawText(), result.Member("files_left_out").GetInt32()));
        Assert.Empty(result.Content.OfType<ResourceLinkBlock>());
        result = await CellAsync(client, session, "open('in.txt', 'a').write('!')");
        Assert.Equal("in.txt", Assert.Single(result.Member("files").EnumerateArray()).GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("for i in range(50): open(f'{i:02}', 'w').close()", 20, 30)]
    [InlineData("open('large', 'wb').write(bytes(17_000_000)); open('small', 'w').close()", 1, 1)]
    [InlineData("for i in range(4): open(f'{i}', 'wb').write(bytes(5_000_000))", 3, 1)]
    [InlineData("import os\nd = '/'.join(['x' * 200] * 15)\nos.makedirs(d)\nfor i in range(10): open(f'{d}/{i}', 'w').close()", 3, 7)]
    public async Task Files_are_bounded_and_the_others_counted(string code, int files, int leftOut)
    {
        await using var client = await McpConversation.StartAsync();
        var result = await RunAsync(client, code, inSession: false);
        Assert.Equal((files, leftOut), (result.Member("files").GetArrayLength(), result.Member("files_left_out").GetInt32()));
        Assert.InRange(result.StructuredContent!.Value.GetRawText().Length, 1, 20_000);
        Assert.InRange(Text(result).Length, 1, 20_000);
    }

    [Fact]
    public async Task Files_of_code_that_was_run_once_are_kept_as_long_as_there_is_room()
    {
        await using var client = await McpConversation.StartAsync();
        var first = UriOf(await RunAsync(client, "open('f', 'wb').write(bytes(15_000_000))", inSession: false));
        Assert.Contains(await client.ListResourcesAsync(cancellationToken: Cancellation), resource => resource.Uri == first);
        Assert.Equal(15_000_000, Assert.IsType<TextResourceContents>(await ReadAsync(client, first)).Text.Length);
        var last = "";
        for (var call = 0; call < 4; call++)
        {
            last = UriOf(await RunAsync(client, "open('f', 'wb').write(bytes(15_000_000))", inSession: false));
        }

        var refusal = await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, first));
        Assert.Contains("no longer kept", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(last, (await ReadAsync(client, last)).Uri);
    }

    [Theory]
    [InlineData("/files/../../etc/passwd")]
    [InlineData("/files/%2Fetc%2Fpasswd")]
    [InlineData("/files/link")]
    [InlineData("/files/loop")]
    [InlineData("/files/")]
    [InlineData("")]
    public async Task A_resource_of_a_session_is_a_file_of_its_own(string path)
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        await CellAsync(client, session, "import os\nos.symlink('/etc/passwd', 'link')\nos.symlink('loop', 'loop')");
        await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, $"capsule://sessions/{session}{path}"));
        await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, $"capsule://sessions/{Guid.NewGuid():N}{path}"));
    }

    [Fact]
    public async Task An_image_that_was_shown_and_written_is_shown_once()
    {
        await using var client = await McpConversation.StartAsync();
        const string Code = """
            picture = b"\x89PNG\r\n\x1a\n" + bytes(50)
            class P:
                def _repr_png_(self): return picture
            open("a.png", "wb").write(picture)
            open("b.png", "wb").write(b"no image")
            open("c.png", "wb").write(picture + bytes(6_000_000))
            P()
            """;
        var result = await RunAsync(client, Code, inSession: false);
        Assert.Equal((1, 0, 3), (
            result.Content.OfType<ImageContentBlock>().Count(), result.Member("images_left_out").GetInt32(), result.Member("files").GetArrayLength()));
    }

    private static string UriOf(CallToolResult result) => Assert.Single(result.Member("files").EnumerateArray()).GetProperty("uri").GetString()!;

    private static async Task<CallToolResult> RunAsync(McpClient client, string code, bool inSession) => inSession
        ? await CellAsync(client, await client.NewSessionAsync(), code)
        : await client.CallAsync("execute_python", new() { ["code"] = code });

    private static Task<CallToolResult> CellAsync(McpClient client, string session, string code) =>
        client.CallAsync("session_run", new() { ["session"] = session, ["code"] = code });

    private static async Task<ResourceContents> ReadAsync(McpClient client, string uri) =>
        Assert.Single((await client.ReadResourceAsync(uri, cancellationToken: Cancellation)).Contents);

    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
}
