using System.Text.Json;
using System.Text.RegularExpressions;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary><c>--mount DIR:overlay</c> and <c>capsule overlay</c>.</summary>
public sealed class OverlayTests
{
    private const string Program = """
        import os

        def main(name="f"):
            open(f"repo/{name}", "a").write("added\n")
            os.remove("repo/old")
            return sorted(os.listdir("repo"))
        """;

    [Fact]
    public async Task Changes_are_shown_and_become_real_when_they_are_applied()
    {
        using var folder = new OverlayFolder(Program);

        var run = await folder.RunAsync("run", "main.py", "--mount", "./repo:overlay");
        Assert.Equal((0, "[\"f\",\"g\"]\n"), (run.ExitCode, run.Output));
        Assert.Matches("^2 changes \\(0 added, 1 modified, 1 deleted\\) in an overlay of .*/repo, which is as it was:\n", run.Error);
        Assert.Equal("one\n", await File.ReadAllTextAsync(folder.PathOf("f"), TestContext.Current.CancellationToken));

        var diff = await folder.RunAsync("overlay", "diff");
        Assert.StartsWith("diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n one\n+added\n", diff.Output, StringComparison.Ordinal);
        var list = await folder.RunAsync("overlay", "diff", "--json");
        Assert.Equal(
            """[{"path":"f","change":"modified","type":"file","size":10},{"path":"old","change":"deleted","type":"file","size":0}]""",
            JsonSerializer.Serialize(JsonElement.Parse(list.Output)));

        var applied = await folder.RunAsync("overlay", "apply");
        Assert.Equal(0, applied.ExitCode);
        Assert.Equal("one\nadded\n", await File.ReadAllTextAsync(folder.PathOf("f"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(folder.PathOf("old")));
        Assert.Equal("[]\n", (await folder.RunAsync("overlay", "list", "--json")).Output);
    }

    [Fact]
    public async Task Two_runs_can_have_one_overlay_and_nothing_is_left_of_one_that_is_discarded()
    {
        using var folder = new OverlayFolder(Program);
        var id = (await folder.RunAsync("overlay", "create", "repo")).Output.Trim();

        await folder.RunAsync("run", "main.py", "new", "--mount", $"./repo:overlay={id}");
        var second = await folder.RunAsync(
            "run", "-c", "import os; print(sorted(os.listdir('repo')))", "--mount", $"./repo:overlay={id}");
        Assert.Contains("['f', 'g', 'new']", second.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await folder.RunAsync("overlay", "discard", id)).ExitCode);
        Assert.Empty(folder.Kept);
        Assert.True(File.Exists(folder.PathOf("old")));
    }

    [Fact]
    public async Task A_run_that_changes_nothing_leaves_no_overlay()
    {
        using var folder = new OverlayFolder(Program);
        var run = await folder.RunAsync("run", "-c", "print(open('repo/f').read())", "--mount", "./repo:overlay");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Empty(folder.Kept);
    }

    [Theory]
    [InlineData("repl", "--lang", "cobol")]
    [InlineData("mcp", "--max-timeout", "never")]
    public async Task A_command_line_that_is_refused_leaves_no_overlay(string command, string flag, string wrong)
    {
        using var folder = new OverlayFolder(Program);
        var refused = await folder.RunAsync(command, flag, wrong, "--mount", "./repo:overlay");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(flag, refused.Error, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await folder.RunAsync("overlay", "list", "--json")).Output);
    }

    [Fact]
    public async Task Which_overlay_is_meant_is_asked_where_there_are_several()
    {
        using var folder = new OverlayFolder(Program);
        var none = await folder.RunAsync("overlay", "apply");
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("there are no overlays", none.Error, StringComparison.Ordinal);

        await folder.RunAsync("overlay", "create", "repo");
        await folder.RunAsync("overlay", "create", "repo");
        var several = await folder.RunAsync("overlay", "discard");
        Assert.Equal(2, several.ExitCode);
        Assert.Contains("there are several overlays; say which one:", several.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await folder.RunAsync("overlay", "discard", "--all")).ExitCode);
        Assert.Equal("", (await folder.RunAsync("overlay", "list")).Output);
    }

    [Fact]
    public async Task Names_of_a_task_cannot_forge_a_line_of_the_diff()
    {
        using var folder = new OverlayFolder(Program);
        const string code = "open('repo/x\\ndiff --git a\\x1b[2J', 'w').write('\\x1b]0;title\\x07'); import os; os.mkdir('repo/d\\nwarning: all is well')";
        await folder.RunAsync("run", "-c", code, "--mount", "./repo:overlay");

        var diff = await folder.RunAsync("overlay", "diff");

        Assert.Single(Regex.Matches(diff.Output, "^diff --git ", RegexOptions.Multiline));
        Assert.DoesNotContain("\nwarning: all is well", diff.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_run_is_resumed_with_the_overlay_that_it_had()
    {
        using var folder = new JournaledFolder("""
            from capsule import task, wait_for_signal

            @task(name="main")
            async def main():
                open("repo/f", "a").write("before\n")
                await wait_for_signal("go")
                return open("repo/f").read()
            """);
        var file = folder.Write("repo/f", "one\n");
        var id = (await folder.RunAsync("overlay", "create", "repo")).Output.Trim();
        using var first = folder.Start("run", "--durable", "main.py", "--mount", $"./repo:overlay={id}");
        var run = await folder.WaitForAsync("waiting");
        await JournaledFolder.KillAsync(first);
        await folder.RunAsync("signal", run, "go");

        var refused = await folder.RunAsync("resume", run, "--mount", "./repo:rw");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($":overlay={id}", refused.Error, StringComparison.Ordinal);
        var resumed = await folder.RunAsync("resume", run, "--mount", $"./repo:overlay={id}");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("before", resumed.Output, StringComparison.Ordinal);
        Assert.Equal("one\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await folder.RunAsync("overlay", "discard", id)).ExitCode);
    }

    [Fact]
    public async Task A_model_sees_what_its_code_changed_and_cannot_make_it_real()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("repo/f", "one\n");
        await using var client = await McpConversation.StartAsync("--mount", $"{Path.Combine(folder.Path, "repo")}::repo:overlay");
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("a person looks at changes before they become real", tools.Single(tool => tool.Name == "execute_python").Description, StringComparison.Ordinal);

        await client.CallAsync("execute_python", new() { ["code"] = "open('repo/f', 'a').write('two\\n')" });
        var shown = await client.CallAsync("folder_diff", []);

        Assert.Equal("""[{"path":"repo/f","change":"modified","type":"file"}]""", JsonSerializer.Serialize(shown.Member("changes")));
        Assert.EndsWith("@@ -1 +1,2 @@\n one\n+two\n", shown.Member("diff").GetString(), StringComparison.Ordinal);
        Assert.Equal("one\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        await client.DisposeAsync();
        var all = JsonSerializer.Deserialize<JsonElement>((await CliProcess.RunAsync("overlay", "list", "--json")).Output);
        var own = all.EnumerateArray().Single(overlay => overlay.GetProperty("folder").GetString() == Path.Combine(folder.Path, "repo"));
        Assert.Equal(0, (await CliProcess.RunAsync("overlay", "discard", own.GetProperty("id").GetString()!)).ExitCode);
    }

    [Fact]
    public async Task Without_an_overlay_there_is_no_tool_for_changes()
    {
        await using var client = await McpConversation.StartAsync();
        Assert.DoesNotContain(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken), tool => tool.Name == "folder_diff");
    }
}
