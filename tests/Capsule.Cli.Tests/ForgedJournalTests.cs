using Capsule.Cli.Tests.Support;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;

namespace Capsule.Cli.Tests;

/// <summary>A folder from elsewhere, with a journal that no Capsule wrote.</summary>
public sealed class ForgedJournalTests
{
    [Theory]
    [InlineData("resume")]
    [InlineData("replay")]
    [InlineData("trace")]
    [InlineData("trace", "--json")]
    public async Task A_journal_that_is_not_JSON_is_named_with_its_run(string command, params string[] flags)
    {
        using var folder = new JournaledFolder("def main(): return 1\n");
        var run = await ForgeAsync(folder.Path);

        var result = await folder.RunAsync([command, run, .. flags]);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains($"of run {run} in the journal {folder.Path}/.capsule/journal.db cannot be read", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal_error", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_not_JSON_can_be_listed()
    {
        using var folder = new JournaledFolder("def main(): return 1\n");
        var run = await ForgeAsync(folder.Path);

        Assert.Equal(run, (await folder.OnlyRunAsync()).GetProperty("id").GetString());
        Assert.Equal(0, (await folder.RunAsync("logs", run)).ExitCode);
        Assert.Equal(0, (await folder.RunAsync("runs")).ExitCode);
    }

    [Theory]
    [InlineData("../other/main.py")]
    [InlineData("../project-beside/main.py")]
    public async Task A_program_outside_of_the_folder_is_not_run(string program)
    {
        using var folder = new TemporaryFolder();
        var project = Path.GetDirectoryName(folder.Write("project/main.py", "def main(): return 1\n"))!;
        folder.Write("project/" + program, "def main(): return 2\n");
        var run = await ForgeAsync(project, program);

        var result = await CliProcess.RunInAsync(project, "resume", run);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"which is not in {project}", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("replay")]
    public async Task A_program_whose_path_is_none_is_not_looked_for(string command)
    {
        using var folder = new JournaledFolder("def main(): return 1\n");
        var run = await ForgeAsync(folder.Path, "main\0.py");

        var result = await folder.RunAsync(command, run);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("holds a NUL", result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ForgeAsync(string folder, string program = "main.py")
    {
        Assert.True(SqliteJournal.TryOpen(Path.Combine(folder, ".capsule")).TryGet(out var opened, out var failure), failure?.Message);
        await using var journal = opened;
        var id = RunId.Create(TimeProvider.System);
        var created = await journal.CreateRunAsync(
            new RunStart
            {
                Id = id,
                Program = program,
                ProgramHash = "0",
                Task = "main",
                IsDurable = true,
                Overrides = "\u001b[31mnonsense",
                Created = DateTimeOffset.UnixEpoch,
            },
            cancellationToken: TestContext.Current.CancellationToken);
        await using var lease = created.Value!.Lease!;
        Assert.Null(await lease.WriteAsync(
            new JournalWrite.RecordTask(new TaskRecord
            {
                Run = id,
                Path = TaskPath.Root,
                Name = "main\u001b[31m",
                Status = ExecutionStatus.Failed,
                Started = DateTimeOffset.UnixEpoch,
                Ended = DateTimeOffset.UnixEpoch,
                Envelope = "\"host_requests\":[{nonsense",
            }),
            Durability.Durable,
            TestContext.Current.CancellationToken));
        return id.ToString();
    }
}
