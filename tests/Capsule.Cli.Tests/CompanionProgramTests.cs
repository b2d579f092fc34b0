using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>A project of programs in two languages, from the command line.</summary>
public sealed class CompanionProgramTests
{
    private const string Main = """
        from capsule import program, task

        @task
        def main(name):
            return program("approve.ts").ask(name).unwrap()
        """;

    private const string Approve = """
        import { task, waitForSignal } from "@capsule-run/sdk";

        export const ask = task("ask", async (name: string) => {
          console.log(`asking for ${name}`);
          return `${name}: ${await waitForSignal("approved")}`;
        });
        """;

    [Fact]
    public async Task A_durable_run_waits_in_one_program_and_goes_on_in_both_after_a_kill()
    {
        using var folder = Project();
        using (var process = folder.Start("run", "--durable", "main.py", "Ada"))
        {
            await Patience.UntilAsync(
                async () => (await folder.RunAsync("trace", "latest")).Output.Contains("… └ approve.ts:ask", StringComparison.Ordinal), "the task of the other program waits");
            await JournaledFolder.KillAsync(process);
        }

        Assert.Equal(0, (await folder.RunAsync("signal", "latest", "approved", "\"yes\"")).ExitCode);
        folder.Write("approve.ts", Approve + "\n");
        Assert.Contains("has changed since the run started", (await folder.RunAsync("resume")).Error, StringComparison.Ordinal);
        folder.Write("approve.ts", Approve);
        var resumed = await folder.RunAsync("resume");
        Assert.Equal((0, "Ada: yes\n"), (resumed.ExitCode, resumed.Output));
        Assert.Contains("approve.ts:ask", (await folder.RunAsync("trace", "latest")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_has_all_programs_of_the_project()
    {
        using var folder = Project();
        folder.Write("approve.ts", Approve.Replace("await waitForSignal(\"approved\")", "1 + 1", StringComparison.Ordinal)
            .Replace("task(\"ask\", ", "task({ name: \"ask\", allowedHosts: [\"example.org\"] }, ", StringComparison.Ordinal));
        Assert.Equal(0, (await folder.RunAsync("build", "main.py")).ExitCode);
        using var elsewhere = new JournaledFolder("");
        File.Move(Path.Combine(folder.Path, "main.wasm"), Path.Combine(elsewhere.Path, "main.wasm"));

        Assert.Equal("Ada: 2\n", (await elsewhere.RunAsync("exec", "main.wasm", "Ada")).Output.Split("Ada\n")[^1]);
        var inspected = await elsewhere.RunAsync("inspect", "main.wasm", "--limit-hosts", "none", "--json");
        Assert.Equal("ask", inspected.Json.GetProperty("companions").GetProperty("approve.ts").GetProperty("tasks")[0].GetProperty("name").GetString());
        Assert.Equal("ask", Assert.Single(inspected.Json.GetProperty("refused").EnumerateArray()).GetProperty("task").GetString());
        Assert.Contains("tasks of approve.ts, program ", (await elsewhere.RunAsync("inspect", "main.wasm")).Output, StringComparison.Ordinal);
        var refused = await elsewhere.RunAsync("exec", "--limit-hosts", "none", "main.wasm", "Ada");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("ask", refused.Error, StringComparison.Ordinal);
    }

    private static JournaledFolder Project()
    {
        var folder = new JournaledFolder(Main);
        folder.Write("capsule.toml", "[workflow]\nprograms = [\"approve.ts\"]\n");
        folder.Write("approve.ts", Approve);
        return folder;
    }
}
