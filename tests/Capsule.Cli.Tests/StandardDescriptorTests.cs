using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Processes that are started with standard descriptors closed, and several that write to the same file.</summary>
public sealed class StandardDescriptorTests : IDisposable
{
    private const string Program = """
        import os, sys
        def main(*words):
            sys.stderr.write("to nowhere")
            os.write(2, b"to nowhere either")
            return list(words)
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_without_standard_error_gives_its_result_and_its_arguments_arrive_as_they_are()
    {
        var result = await CliProcess.ShellAsync($"'{CliProcess.Path}' run '{folder.Write("main.py", Program)}' 'a b' '\"$x' '' 2>&-");

        Assert.Equal((0, "[\"a b\",\"\\\"$x\",\"\"]\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("run main.py", "2>&- <&-", 0)]
    [InlineData("run main.py", ">&- 2>&- <&-", 2)]
    [InlineData("run missing.py", "2>&-", 2)]
    [InlineData("no-such-command", "2>&-", 2)]
    [InlineData("worker", "<&-", 0)]
    [InlineData("worker", "2>&- <&-", 0)]
    [InlineData("mcp", "<&-", 0)]
    [InlineData("repl", "<&- 2>&-", 0)]
    public async Task Commands_end_as_always_with_descriptors_closed(string command, string closed, int code)
    {
        folder.Write("main.py", Program);

        var result = await CliProcess.ShellAsync($"cd '{folder.Path}' && '{CliProcess.Path}' {command} {closed}");

        Assert.Equal((code, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("mcp")]
    public async Task A_server_without_standard_output_ends(string command)
    {
        const string Ping = """{"jsonrpc": "2.0", "method": "ping", "id": 1}""";

        var result = await CliProcess.ShellAsync($"echo '{Ping}' | timeout -s KILL 600 '{CliProcess.Path}' {command} >&-");

        Assert.InRange(result.ExitCode, 0, 3);
    }

    [Fact]
    public async Task A_worker_writes_into_a_file_where_others_stopped()
    {
        var file = Path.Combine(folder.Path, "out");

        await CliProcess.ShellAsync(
            $$"""(echo first; echo '{"id": 7, "method": "ping"}' | '{{CliProcess.Path}}' worker; echo last) > '{{file}}'""");

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(("first", "last", 4), (lines[0], lines[^1], lines.Length));
        Assert.Contains("\"id\":7", lines[2], StringComparison.Ordinal);
    }
}
