using System.Collections.Concurrent;
using Capsule.Cli.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

public sealed class McpSessionTests
{
    /// <summary>A class whose values are images: of these bytes, as many as wanted.</summary>
    private const string Picture = """
        class Picture:
            def __init__(self, size=0, start=b"\x89PNG\r\n\x1a\n"):
                self.bytes = start + bytes(size)
            def _repr_png_(self):
                return self.bytes
            def __repr__(self):
                return "a picture"
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Images_of_a_cell_are_image_content_in_the_order_in_which_they_were_shown()
    {
        await using var client = await McpConversation.StartAsync();
        var result = await RunAsync(client, Picture + "\ndisplay('words'); display(Picture(1)); print('seen')\nPicture(200_000)");
        Assert.NotEqual(true, result.IsError);
        var images = result.Content.Skip(1).Cast<ImageContentBlock>().ToArray();
        Assert.Equal([("image/png", 9), ("image/png", 200_008)], images.Select(image => (image.MimeType, image.DecodedData.Length)));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], images[1].DecodedData.Span[..4].ToArray());
        Assert.Equal((2, 0), (result.Member("images").GetInt32(), result.Member("images_left_out").GetInt32()));
        Assert.Equal(("a picture", "{}"), (result.Member("result").GetString(), result.Member("data").GetRawText()));
        Assert.Equal(["'words'", "a picture"], result.Member("displayed").EnumerateArray().Select(shown => shown.GetProperty("text/plain").GetString()!));
        Assert.DoesNotContain("image/png", result.StructuredContent!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("seen\n", result.Member("output").GetString());
    }

    [Theory]
    [InlineData("for _ in range(20): display(Picture(1))", 8, 12)]
    [InlineData("display(Picture(3_000_000)); Picture(3_000_000)", 1, 1)]
    [InlineData("for _ in range(3): display(Picture(2_000_000))", 2, 0)]
    [InlineData("Picture(6_000_000)", 0, 1)]
    [InlineData("Picture(10, start=b'no image')", 0, 1)]
    public async Task Images_that_are_too_many_or_too_large_or_none_are_left_out(string source, int images, int leftOut)
    {
        await using var client = await McpConversation.StartAsync();
        var result = await RunAsync(client, $"{Picture}\n{source}");
        Assert.Equal((images, leftOut), (result.Member("images").GetInt32(), result.Member("images_left_out").GetInt32()));
        Assert.Equal(images, result.Content.OfType<ImageContentBlock>().Count());
    }

    [Fact]
    public async Task A_client_hears_in_order_what_a_cell_prints_and_displays()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        var heard = new ConcurrentBag<ProgressNotificationValue>(); // the client's SDK hands them over at once, in any order
        var arguments = new Dictionary<string, object?> { ["session"] = session, ["code"] = "print('one')\ndisplay('two')\nprint('three')" };
        var result = await client.CallAsync("session_run", arguments, heard.Add, Cancellation);
        Assert.Equal("one\nthree\n", result.Member("output").GetString());
        Assert.Equal("one\n'two'three\n", string.Concat(heard.OrderBy(value => value.Progress).Select(value => value.Message)));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_interrupts_the_cell_and_the_session_goes_on()
    {
        await using var client = await McpConversation.StartAsync();
        var session = await client.NewSessionAsync();
        using var stop = new CancellationTokenSource();
        const string Source = """
            x = 1
            print("going")
            try:
                while True:
                    x += 1
            except KeyboardInterrupt:
                ended = "interrupted"
            """;
        var arguments = new Dictionary<string, object?> { ["session"] = session, ["code"] = Source };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.CallAsync("session_run", arguments, _ => stop.Cancel(), stop.Token));
        var result = await RunAsync(client, "[x >= 1, ended]", session);
        Assert.Equal("""[true,"interrupted"]""", result.Member("result").GetRawText());
    }

    [Fact]
    public async Task A_client_that_hears_nothing_of_a_flood_still_gets_the_answer()
    {
        await using var client = await McpConversation.StartAsync();
        var result = await RunAsync(client, "for i in range(200_000): print(i)");
        Assert.True(result.Member("output_was_cut").GetBoolean());
        Assert.Equal(1_288_890, result.Member("output_size").GetInt32());
        Assert.StartsWith("0\n1\n2\n", result.Member("output").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("\n199998\n199999\n", result.Member("output").GetString(), StringComparison.Ordinal);
    }

    private static async Task<CallToolResult> RunAsync(McpClient client, string source, string? session = null) =>
        await client.CallAsync(
            "session_run", new() { ["session"] = session ?? await client.NewSessionAsync(), ["code"] = source });
}
