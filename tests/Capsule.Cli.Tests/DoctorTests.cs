using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class DoctorTests
{
    [Fact]
    public async Task A_healthy_installation_is_found_healthy_by_running_a_task()
    {
        var result = await CliProcess.RunAsync("doctor");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches("(?m)^ok    task: Python 3\\.\\d+\\.\\d+ runs$", result.Output);
        Assert.DoesNotContain("WRONG", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_to_is_named_with_a_way_out()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");
        var environment = new Dictionary<string, string> { ["CAPSULE_CACHE"] = Path.Combine(file, "cache") };

        var result = await CliProcess.RunAsync(null, environment, "doctor");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"WRONG cache: {file}/cache cannot be written to", result.Output, StringComparison.Ordinal);
        Assert.Contains("set CAPSULE_CACHE to a folder that can", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("task:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incomplete_installation_is_named_with_a_way_out()
    {
        using var folder = new TemporaryFolder();
        Install(folder.Path);
        File.Delete(Path.Combine(folder.Path, "guest", "python", "python.zip"));

        var result = await CliProcess.RunProgramAsync(Path.Combine(folder.Path, "capsule"), "doctor");

        Assert.Equal(2, result.ExitCode);
        Assert.Matches("WRONG .*guest/python has no python\\.zip\\. .*reinstall Capsule", result.Output);
    }

    [Fact]
    public async Task A_run_of_an_incomplete_installation_says_the_same()
    {
        using var folder = new TemporaryFolder();
        Install(folder.Path);
        File.Delete(Path.Combine(folder.Path, "guest", "python", "python.json"));
        var source = folder.Write("app.py", "def main(): pass\n");

        var result = await CliProcess.RunProgramAsync(Path.Combine(folder.Path, "capsule"), "run", source);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("has no python.json", result.Error, StringComparison.Ordinal);
    }

    /// <summary>An installation of links: .NET looks for assemblies beside the program, wherever they lead.</summary>
    private static void Install(string folder)
    {
        foreach (var file in Directory.GetFiles(CliProcess.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(CliProcess.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(file) is "capsule" or "capsule.dll")
            {
                File.Copy(file, target);
            }
            else
            {
                File.CreateSymbolicLink(target, file);
            }
        }
    }
}
