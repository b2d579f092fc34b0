using System.Text.Json;
using Capsule.Cli.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests;

public sealed class McpResourceTests : IDisposable
{
    private const string Flow = """
        from capsule import task

        @task(name="double")
        def double(x):
            return 2 * x

        @task(name="main")
        def main():
            return [double(i) for i in range(3)]
        """;

    private readonly TemporaryFolder folder = new();

    public McpResourceTests()
    {
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n");
        folder.Write("flow.py", Flow);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_of_a_task_is_a_resource_with_the_trace_that_the_command_prints()
    {
        await using var client = await McpConversation.StartAsync("--project", folder.Path);
        var ran = await client.CallAsync("run_task", new() { ["task"] = "main" });
        var id = ran.Member("run_id").GetString()!;
        var resources = await client.ListResourcesAsync(cancellationToken: Cancellation);
        Assert.Equal(["capsule://runs", $"capsule://runs/{id}"], resources.Select(resource => resource.Uri));
        Assert.Equal("main", resources[1].Name);

        var listed = await ReadAsync(client, "capsule://runs");
        Assert.Equal(id, Assert.Single(JsonElement.Parse(listed.Text).EnumerateArray()).GetProperty("id").GetString());
        var trace = await ReadAsync(client, $"capsule://runs/{id}");
        var printed = await CliProcess.RunAsync("trace", id, "--json", "--project", folder.Path);
        Assert.Equal(("application/json", printed.Output), (trace.MimeType, trace.Text + "\n"));
        Assert.Equal(4, JsonElement.Parse(trace.Text).GetProperty("tasks").GetArrayLength());
        var tree = await ReadAsync(client, $"capsule://runs/{id}/tree");
        Assert.Equal("text/plain", tree.MimeType);
        Assert.Contains("├ double", tree.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_the_command_line_are_there_too()
    {
        await using var client = await McpConversation.StartAsync("--project", folder.Path);
        var ran = await CliProcess.RunInAsync(folder.Path, "run");
        Assert.Equal(0, ran.ExitCode);
        var run = Assert.Single((await client.ListResourcesAsync(cancellationToken: Cancellation)).Skip(1));
        Assert.StartsWith("succeeded, started 20", run.Description, StringComparison.Ordinal);
        var template = (await client.ListResourceTemplatesAsync(cancellationToken: Cancellation)).Single(found => found.Name == "run");
        var id = run.Uri["capsule://runs/".Length..];
        var read = await template.ReadAsync(new Dictionary<string, object?> { ["id"] = id }, cancellationToken: Cancellation);
        Assert.Contains(id, Assert.IsType<TextResourceContents>(Assert.Single(read.Contents)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capsule://runs/019ab2c4-0000-7000-8000-000000000000")]
    [InlineData("capsule://runs/../../etc/passwd")]
    [InlineData("capsule://runs/")]
    [InlineData("capsule://tasks")]
    [InlineData("file:///etc/passwd")]
    public async Task What_is_no_run_of_the_project_is_not_found(string uri)
    {
        await using var client = await McpConversation.StartAsync("--project", folder.Path);
        var refusal = await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, uri));
        Assert.Contains(refusal.ErrorCode, new[] { McpErrorCode.ResourceNotFound, McpErrorCode.InvalidParams });
    }

    [Fact]
    public async Task Without_a_project_or_with_its_journal_off_there_are_no_runs()
    {
        await using (var client = await McpConversation.StartAsync())
        {
            Assert.Empty(await client.ListResourcesAsync(cancellationToken: Cancellation));
            await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, "capsule://runs"));
        }

        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"flow.py\"\n[journal]\nenabled = false\n");
        await using (var client = await McpConversation.StartAsync("--project", folder.Path))
        {
            Assert.Empty(await client.ListResourcesAsync(cancellationToken: Cancellation));
            await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(client, "capsule://runs"));
            var ran = await client.CallAsync("run_task", new() { ["task"] = "main" });
            Assert.False(ran.StructuredContent!.Value.TryGetProperty("run_id", out _));
            Assert.False(Directory.Exists(Path.Combine(folder.Path, ".capsule")));
        }
    }

    private static async Task<TextResourceContents> ReadAsync(McpClient client, string uri) => Assert.IsType<TextResourceContents>(
        Assert.Single((await client.ReadResourceAsync(uri, cancellationToken: Cancellation)).Contents));
}
