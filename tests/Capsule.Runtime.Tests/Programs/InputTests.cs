using System.Diagnostics;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>A project from elsewhere tries to have files of the user become part of the program, or to keep the host busy.</summary>
public sealed class InputTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("../victim/settings.py", "notes.py", "import notes")]
    [InlineData("{0}/victim/settings.py", "notes.py", "import notes")]
    [InlineData("../victim", "notes", "import notes.settings")]
    [InlineData("../victim/settings.py", "package/notes.py", "import package.notes")]
    [InlineData("../../victim/settings.py", "package/notes.py", "import package.notes")]
    [InlineData("../victim/settings.py", "main.py", null)]
    public async Task A_link_that_leaves_the_project_is_refused_by_name(string target, string link, string? import)
    {
        folder.Write("victim/settings.py", "def main(): return 'secret of the user'\n");
        folder.Write("victim/victim/settings.py", "SECRET = 1\n");
        folder.Write("project/capsule.toml", "");
        folder.Write("project/package/__init__.py", "");
        Link($"project/{link}", string.Format(null, target, folder.Path));
        if (import is not null)
        {
            folder.Write("project/main.py", $"{import}\ndef main(): return 1\n");
        }

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains($"{link.Split('/')[0]}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret of the user", failure.Message, StringComparison.Ordinal);
        if (link != "package/notes.py" || target.StartsWith("../../", StringComparison.Ordinal))
        {
            Assert.Contains("leads out of", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Links_that_stay_in_the_project_are_as_good_as_files()
    {
        folder.Write("project/capsule.toml", "[build]\ninclude = [\"linked/*.txt\"]\n");
        folder.Write("project/shared/tool.py", "VALUE = 1\n");
        folder.Write("project/data/x.txt", "text");
        Link("project/tool.py", "shared/tool.py");
        Link("project/other.py", $"{folder.Path}/project/shared/tool.py");
        Link("project/linked", "data");
        folder.Write("project/main.py", "import tool, other\ndef main(): return [tool.VALUE, other.VALUE, open('linked/x.txt').read()]\n");

        Assert.Equal("[1,1,\"text\"]", await RunAsync());
    }

    [Fact]
    public async Task A_project_that_is_reached_by_a_link_has_its_files()
    {
        folder.Write("real/capsule.toml", "");
        folder.Write("real/tool.py", "VALUE = 2\n");
        folder.Write("real/main.py", "import tool\ndef main(): return tool.VALUE\n");
        Link("project", "real");

        Assert.Equal("2", await RunAsync());
    }

    [Theory]
    [InlineData("docs/*", "leads out of")]
    [InlineData("docs/**", "leads out of")]
    [InlineData("**", "leads out of")]
    [InlineData("docs/settings.py", "leads out of")]
    [InlineData("file.txt", "leads out of")]
    [InlineData("*.txt", "leads out of")]
    [InlineData("..\\\\victim\\\\*", "has a backslash")]
    [InlineData("./..\\\\victim\\\\*", "has a backslash")]
    [InlineData("../victim/*", "leaves the project's folder")]
    [InlineData("x/../../victim/*", "leaves the project's folder")]
    [InlineData("/etc/passwd", "leaves the project's folder")]
    [InlineData("pipe", "is a pipe")]
    public async Task An_include_pattern_that_finds_something_outside_is_a_config_error_that_names_it(string pattern, string message)
    {
        folder.Write("victim/settings.py", "SECRET = 1\n");
        folder.Write("project/main.py", "def main(): return 1\n");
        folder.Write("project/capsule.toml", $"[build]\ninclude = [\"{pattern}\"]\n");
        Link("project/docs", "../victim");
        Link("project/file.txt", "../victim/settings.py");
        Run("mkfifo", $"{folder.Path}/project/pipe");

        var failure = await FailAsync();

        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains($"'{pattern.Replace("\\\\", "\\", StringComparison.Ordinal)}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_in_a_circle_are_searched_once()
    {
        folder.Write("project/data/x", "1");
        folder.Write("project/data/deep/y", "2");
        Link("project/data/a", ".");
        Link("project/data/b", ".");
        Link("project/data/deep/up", "../..");
        Link("project/data/deep/self", "self");
        folder.Write("project/capsule.toml", "[build]\ninclude = [\"data/**/x\", \"data/**/y\"]\n");
        folder.Write("project/main.py", "import os\ndef main(): return sorted(os.path.join(a, f) for a, _, c in os.walk('data') for f in c)\n");

        Assert.Equal("[\"data/deep/y\",\"data/x\"]", await RunAsync());
    }

    /// <summary>Each level has two links to the next one: a million folders, of twenty.</summary>
    [Fact]
    public async Task Links_that_multiply_folders_end_in_an_error()
    {
        for (var level = 0; level < 20; level++)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, $"project/levels/{level}"));
            Link($"project/levels/{level}/a", $"../{level + 1}");
            Link($"project/levels/{level}/b", $"../{level + 1}");
        }

        folder.Write("project/levels/20/x", "");
        folder.Write("project/capsule.toml", "[build]\ninclude = [\"levels/0/**\"]\n");
        folder.Write("project/main.py", "def main(): return 1\n");

        Assert.Contains("files and folders to search", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_walks_through_links_in_a_circle_comes_to_an_end()
    {
        Link("project/loop", ".");
        folder.Write("project/main.py", "import os\nFOUND = [a for a, _, _ in os.walk('.')]\ndef main(): return len(FOUND)\n");

        Assert.Equal("1", await RunAsync());
    }

    [Fact]
    public async Task Names_that_are_no_text_and_links_to_nothing_are_left_alone()
    {
        folder.Write("project/package/__init__.py", "VALUE = 4\n");
        folder.Write("project/package/line\nfeed.txt", "5");
        Link("project/nothing.py", "not-there.py");
        Link("project/package/nothing.py", "not-there.py");
        Run("bash", "-c", $"printf x > '{folder.Path}/project/'$'bad\\xff.py'; printf x > '{folder.Path}/project/package/'$'bad\\xff'");
        folder.Write("project/main.py", "import package\ndef main(): return package.VALUE, open('package/line\\nfeed.txt').read()\n");

        Assert.Equal("[4,\"5\"]", await RunAsync());
        Run("rm", "-r", $"{folder.Path}/project"); // .NET cannot remove what it cannot name
    }

    [Theory]
    [InlineData("capsule.toml", "[build]\nsite_packages = \"../victim\"\n", null)]
    [InlineData("capsule.toml", "[build]\nsite_packages = \"linked\"\n", "linked")]
    [InlineData("capsule.toml", "", ".venv")]
    public async Task Packages_that_a_project_has_elsewhere_are_only_used_when_the_operator_names_them(string name, string text, string? link)
    {
        folder.Write("victim/settings.py", "SECRET = 1\n");
        folder.Write("victim/lib/python3.13/site-packages/settings.py", "SECRET = 1\n");
        folder.Write($"project/{name}", text);
        folder.Write("project/main.py", "import settings\ndef main(): return settings.SECRET\n");
        if (link is not null)
        {
            Link($"project/{link}", "../victim");
        }

        Assert.Contains("--site-packages", (await FailAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("1", await RunAsync(Path.Combine(folder.Path, link is null ? "victim" : $"project/{link}")));
    }

    [Fact]
    public async Task Installed_packages_may_have_links_where_the_operator_named_them_and_not_where_the_project_brought_them()
    {
        folder.Write("store/thing.py", "VALUE = 6\n");
        Directory.CreateDirectory(Path.Combine(folder.Path, "project/.venv/lib/python3.13/site-packages"));
        Link("project/.venv/lib/python3.13/site-packages/thing.py", "../../../../../store/thing.py");
        folder.Write("project/main.py", "import thing\ndef main(): return thing.VALUE\n");

        Assert.Contains("leads out of", (await FailAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("6", await RunAsync(Path.Combine(folder.Path, "project/.venv")));
    }

    [Fact]
    public async Task A_record_of_a_package_names_no_file_outside()
    {
        folder.Write("victim.txt", "secret");
        var packages = "project/.venv/lib/python3.13/site-packages";
        folder.Write($"{packages}/thing.py", "VALUE = 7\n");
        folder.Write($"{packages}/thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n");
        folder.Write(
            $"{packages}/thing-1.0.dist-info/RECORD",
            "thing.py,,\nthing-1.0.dist-info/../../../../../../../victim.txt,,\nthing/../../../../../../../victim.txt,,\n");
        folder.Write("project/main.py", "import thing\ndef main(): return thing.VALUE\n");

        var program = (await LoadAsync()).Get();

        Assert.DoesNotContain(program.Source.Packages, file => file.Key.Contains("victim", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_module_of_terabytes_is_refused_unread()
    {
        folder.Write("project/main.py", "import huge\ndef main(): return 1\n");
        using (var file = File.OpenHandle(folder.Write("project/huge.py", ""), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, 8L << 40);
        }

        var failure = await FailAsync();

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains("huge.py has 8796093022208 bytes", failure.Message, StringComparison.Ordinal);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void Link(string name, string target)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }

    private async Task<string> RunAsync(string? sitePackages = null)
    {
        var loaded = await LoadAsync(sitePackages);
        Assert.True(loaded.TryGet(out var program, out var failure), $"{failure?.Message}\n{failure?.Traceback}");
        return (await fixture.Runtime.RunAsync(
            program!, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private async Task<Failure> FailAsync()
    {
        Assert.False((await LoadAsync()).TryGet(out _, out var failure));
        return failure;
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(string? sitePackages = null)
    {
        var root = Path.Combine(folder.Path, "project");
        Assert.True(ProjectFileReader.Find(root).TryGet(out var project, out _));
        return fixture.Runtime.LoadAsync(
            new ProgramRequest(Path.Combine(root, "main.py"), project!, sitePackages), new RunOptions(),
            TestContext.Current.CancellationToken);
    }
}
