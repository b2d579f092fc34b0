using System.Text.Json;
using Capsule.Cli.Help;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_lists_every_command_once_in_short_lines_on_standard_output(params string[] arguments)
    {
        var help = await CliProcess.RunAsync(arguments);
        var commands = (await CliProcess.RunAsync("[suggest:8]", "capsule ")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => char.IsAsciiLetter(word[0]));

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Equal(commands.Order(), RootHelp.Groups.SelectMany(group => group.Commands).Select(command => command.Name).Order());
        Assert.All(help.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 50));
    }

    [Fact]
    public async Task Help_and_version_may_be_asked_for_in_other_words()
    {
        Assert.Equal((await CliProcess.RunAsync("run", "--help")).Output, (await CliProcess.RunAsync("help", "run")).Output);
        Assert.Equal((await CliProcess.RunAsync("cache", "list", "--help")).Output, (await CliProcess.RunAsync("help", "cache", "list")).Output);
        Assert.Equal((await CliProcess.RunAsync("--version")).Output, (await CliProcess.RunAsync("version")).Output);
        Assert.Equal((await CliProcess.RunAsync("--version")).Output, (await CliProcess.RunAsync("-V")).Output);
    }

    [Theory]
    [InlineData("there is no command 'runn'; did you mean 'run'?", "runn", "hello.py")]
    [InlineData("there is no command 'hello.py'; did you mean 'capsule run hello.py'?", "hello.py")]
    [InlineData("there is no command 'a.wasm'; did you mean 'capsule exec a.wasm'?", "a.wasm", "--json")]
    [InlineData("there is no option '--verson'; did you mean '--version'?", "--verson")]
    [InlineData("There is no option '--jsn'; did you mean '--json'?", "run", "--jsn", "x.py")]
    [InlineData("There is no option '--quux'. Arguments that start with a dash go behind '--'.", "run", "x.py", "--quux")]
    [InlineData("--ram needs a value: --ram SIZE", "run", "x.py", "--ram")]
    [InlineData("--ram may be given once", "run", "--ram", "1GB", "--ram", "2GB", "x.py")]
    [InlineData("--max-sessions 12000 is not valid; use a whole number, 1 to 384", "mcp", "--max-sessions", "12000")]
    [InlineData("--max-sessions 0 is not valid; use a whole number, 1 to 384", "worker", "--max-sessions", "0")]
    [InlineData("--max-sessions x is not valid; use --max-sessions N", "worker", "--max-sessions", "x")]
    [InlineData("--max-concurrent -1 is not valid; use a whole number, 1 or more", "worker", "--max-concurrent", "-1")]
    [InlineData("--max-sessions x is not valid; use --max-sessions N", "mcp", "--max-sessions", "x")]
    [InlineData("say what to do: capsule cache path|list|prune|clear", "cache")]
    [InlineData("'capsule cache' has no 'lst'; did you mean 'list'?", "cache", "lst")]
    [InlineData("'capsule exec' needs FILE", "exec")]
    [InlineData("'capsule doctor' takes no 'now'", "doctor", "now")]
    public async Task A_mistake_is_told_once_with_what_was_meant(string message, params string[] arguments)
    {
        var result = await CliProcess.RunAsync(arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal([$"error: {message}"], result.Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[workflow]\nname = nope\n", "line 2, column 8: unexpected `nope` for a value; strings stand in quotes")]
    [InlineData("a\n", "line 1, column 2: expecting `=` after a key instead of the end of the line")]
    [InlineData("[packages]\ndependencies = [\"a\"", "the end of the file")]
    [InlineData("[x\n", "the end of the line")]
    public async Task A_capsule_toml_that_is_no_toml_is_told_by_line_and_column(string text, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", text);
        folder.Write("main.py", "def main(): pass\n");

        var error = (await CliProcess.RunInAsync(folder.Path, "run", "main.py")).Error;

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("token:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude", "mcpServers")]
    [InlineData("cursor", "mcpServers")]
    [InlineData("vscode", "servers")]
    public async Task A_client_of_the_model_context_protocol_is_configured_by_what_is_printed(string client, string section)
    {
        var printed = await CliProcess.RunAsync("mcp", "config", client, "--", "--with", "numpy");

        var server = JsonDocument.Parse(printed.Output).RootElement.GetProperty(section).GetProperty("capsule");
        Assert.Equal("[\"mcp\",\"--with\",\"numpy\"]", JsonSerializer.Serialize(server.GetProperty("args")));
        Assert.EndsWith("capsule", server.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.Contains("mcp.json", printed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capsule run --compute ", "HIGH\nLOW\nMEDIUM\n")]
    [InlineData("capsule completion ", "bash")]
    public async Task Values_are_completed(string line, string values)
    {
        var completed = (await CliProcess.RunAsync($"[suggest:{line.Length}]", line)).Output;

        Assert.Contains(values, completed, StringComparison.Ordinal);
        Assert.DoesNotContain("/?", (await CliProcess.RunAsync("[suggest:8]", "capsule ")).Output, StringComparison.Ordinal);
    }
}
