using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class MountTests
{
    private const string Program = """
        from capsule import task

        @task(name="main", allowed_files=["./out"])
        def main(name):
            text = open(name).read()
            open("out/result", "w").write(text.upper())
            return text
        """;

    [Fact]
    public async Task A_mounted_folder_is_read_and_a_granted_one_written()
    {
        using var folder = new TemporaryFolder();
        folder.Write("project/main.py", Program);
        folder.Write("project/out/.keep", "");
        folder.Write("shared/in.txt", "text");

        var result = await CliProcess.RunInAsync(
            Path.Combine(folder.Path, "project"), "run", "main.py", "shared/in.txt", "--mount", "../shared");

        Assert.Equal((0, "text\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("TEXT", await File.ReadAllTextAsync(
            Path.Combine(folder.Path, "project", "out", "result"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_the_mount_one_line_says_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", Program);
        folder.Write("out/.keep", "");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "main.py", "shared/in.txt");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("run with --mount ./shared)\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_finds_its_folders_where_it_is_run()
    {
        using var folder = new TemporaryFolder();
        folder.Write("project/main.py", Program);
        folder.Write("elsewhere/out/.keep", "");
        folder.Write("elsewhere/in/a", "b");
        var (project, elsewhere) = (Path.Combine(folder.Path, "project"), Path.Combine(folder.Path, "elsewhere"));
        Assert.Equal(0, (await CliProcess.RunInAsync(project, "build", "main.py", "-o", "../elsewhere/main.wasm")).ExitCode);

        var result = await CliProcess.RunInAsync(elsewhere, "exec", "main.wasm", "in/a", "--mount", "in:ro");

        Assert.Equal((0, "b\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.True(File.Exists(Path.Combine(elsewhere, "out", "result")));
    }

    [Theory]
    [InlineData("none", "does not exist")]
    [InlineData("main.py", "is not a folder")]
    [InlineData("out::/lib", "is in /lib, which is the guest's own")]
    [InlineData("out::../up", "leads out")]
    [InlineData("/proc", "holds no files")]
    public async Task A_mount_that_cannot_be_is_an_error_of_usage(string mount, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", "def main():\n    return 1\n");
        folder.Write("out/.keep", "");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "main.py", "--mount", mount);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
