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
    public async Task Programs_beside_each_other_are_not_built_into_one_file()
    {
        using var folder = Project();
        var built = await folder.RunAsync("build", "main.py");
        Assert.Equal(2, built.ExitCode);
        Assert.Contains("the project has programs beside this one (approve.ts), and an artifact holds one program", built.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "main.wasm")));
    }

    private static JournaledFolder Project()
    {
        var folder = new JournaledFolder(Main);
        folder.Write("capsule.toml", "[workflow]\nprograms = [\"approve.ts\"]\n");
        folder.Write("approve.ts", Approve);
        return folder;
    }
}
