using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary><c>capsule init</c>.</summary>
public sealed class InitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_project_runs()
    {
        var made = await CliProcess.RunInAsync(folder.Path, "init", "greeter");

        Assert.Equal((0, ""), (made.ExitCode, made.Output));
        Assert.Contains("Run it with: cd greeter && capsule run", made.Error, StringComparison.Ordinal);
        Assert.Contains("name = \"greeter\"", File.ReadAllText(Path.Combine(folder.Path, "greeter", "capsule.toml")), StringComparison.Ordinal);
        Assert.Equal("Hello, world!\n", (await CliProcess.RunInAsync(Path.Combine(folder.Path, "greeter"), "run")).Output);
    }

    [Fact]
    public async Task A_folder_of_any_name_becomes_a_project_and_what_is_there_stays()
    {
        folder.Write("my \"folder\"/main.py", "def main(): return 'mine'\n");
        var path = Path.Combine(folder.Path, "my \"folder\"");

        Assert.Equal(0, (await CliProcess.RunInAsync(path, "init")).ExitCode);
        Assert.Equal("mine\n", (await CliProcess.RunInAsync(path, "run")).Output);
    }

    [Theory]
    [InlineData("capsule.toml")]
    [InlineData("Capsule.toml")]
    public async Task A_project_is_left_alone(string file)
    {
        folder.Write(file, "[workflow]\n");

        var refused = await CliProcess.RunInAsync(folder.Path, "init");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{file} is there already: this is a project; run it with 'capsule run'", refused.Error, StringComparison.Ordinal);
        Assert.Equal([file], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("main.py", 0)]
    [InlineData("capsule.toml", 2)]
    public async Task A_link_that_leads_elsewhere_is_not_written_through(string name, int code)
    {
        var target = Path.Combine(folder.Path, "target");
        File.CreateSymbolicLink(Path.Combine(folder.Path, name), target);

        Assert.Equal(code, (await CliProcess.RunInAsync(folder.Path, "init")).ExitCode);
        Assert.False(File.Exists(target));
    }
}
