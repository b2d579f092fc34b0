using System.Security.Cryptography;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>build, exec and inspect: a program as one file.</summary>
public sealed class ArtifactTests : IDisposable
{
    private const string Source = """
        import sys
        from capsule import task

        @task(name="main", compute="LOW", ram="64MB", timeout="20s", max_retries=2, env_variables=["A_VARIABLE"], tools=["long_tool_name"])
        def main(*args, **kwargs):
            print("printed")
            return [list(args), kwargs, sys.argv]

        @task(compute=5_000_000)
        def loop():
            while True: pass
        """;

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder elsewhere = new();

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task What_was_built_runs_in_an_empty_folder()
    {
        var artifact = await BuildAsync(Source);

        var result = await CliProcess.RunInAsync(elsewhere.Path, "exec", artifact, "a", "--", "-b");

        Assert.Equal((0, "printed\n[[\"a\",\"-b\"],{},[\"app.py\",\"a\",\"-b\"]]\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task What_was_built_runs_for_a_user_with_an_empty_cache_and_nothing_in_the_environment()
    {
        var artifact = await BuildAsync(Source);
        using var home = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["CAPSULE_CACHE"] = home.Path, ["PATH"] = "/nonexistent" };

        var result = await CliProcess.RunAsync(elsewhere.Path, environment, "exec", "--json", artifact);

        Assert.True(result.Json.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Inspect_names_the_distributions_in_an_artifact_with_version_and_licence()
    {
        folder.Write("capsule.toml", "[build]\nsite_packages = \"installed\"\n");
        folder.Write("installed/third.py", "VALUE = 'package'\n");
        folder.Write("installed/third-2.5.dist-info/METADATA", "Metadata-Version: 2.4\nName: third\nVersion: 2.5\nLicense-Expression: MIT\n\nName: text\n");
        folder.Write("installed/third-2.5.dist-info/RECORD", "third.py,,\nthird-2.5.dist-info/METADATA,,\n");
        var artifact = await BuildAsync("import third\ndef main(): return third.VALUE\n");

        Assert.Contains("\n  third 2.5, MIT\n", (await CliProcess.RunInAsync(elsewhere.Path, "inspect", artifact)).Output, StringComparison.Ordinal);
        var json = (await CliProcess.RunInAsync(elsewhere.Path, "inspect", "--json", artifact)).Json.GetProperty("distributions");
        Assert.Equal("""{"name":"third","version":"2.5","license":"MIT"}""", System.Text.Json.JsonSerializer.Serialize(Assert.Single(json.EnumerateArray())));
    }

    [Fact]
    public async Task Modules_packages_and_data_travel_in_the_artifact()
    {
        folder.Write("capsule.toml", "[build]\ninclude = [\"data/*.txt\"]\nsite_packages = \"installed\"\n");
        folder.Write("data/words.txt", "data");
        folder.Write("installed/third.py", "VALUE = 'package'\n");
        folder.Write("helper.py", "VALUE = 'module'\n");
        var artifact = await BuildAsync("import helper, third\ndef main(): return [helper.VALUE, third.VALUE, open('data/words.txt').read()]\n");

        var result = await CliProcess.RunInAsync(elsewhere.Path, "exec", artifact);

        Assert.Equal("[\"module\",\"package\",\"data\"]\n", result.Output);
    }

    [Fact]
    public async Task A_task_keeps_the_policy_that_it_was_built_with()
    {
        folder.Write("capsule.toml", "[tasks]\ndefault_compute = 5000000\ndefault_max_retries = 1\n");
        var artifact = await BuildAsync("from capsule import task\n@task\ndef main():\n    while True: pass\n");
        elsewhere.Write("capsule.toml", "[tasks]\ndefault_compute = \"HIGH\"\ndefault_max_retries = 9\n");

        var json = (await CliProcess.RunInAsync(elsewhere.Path, "exec", "--json", artifact)).Json;

        Assert.Equal("fuel_exhausted", json.GetProperty("error").GetProperty("error_type").GetString());
        Assert.Equal(1, json.GetProperty("execution").GetProperty("retries").GetInt32());
        Assert.InRange(json.GetProperty("execution").GetProperty("fuel_consumed").GetInt64(), 5_000_000, 5_100_000);
    }

    [Fact]
    public async Task Limits_of_the_current_folder_cap_an_artifact_and_flags_go_before_them()
    {
        var artifact = await BuildAsync("from capsule import task\n@task(compute='HIGH', max_retries=50)\ndef main():\n    while True: pass\n");
        elsewhere.Write("capsule.toml", "[limits]\nmax_compute = 6000000\nmax_retries = 1\n");

        var capped = (await CliProcess.RunInAsync(elsewhere.Path, "exec", "--json", artifact)).Json.GetProperty("execution");
        var flagged = (await CliProcess.RunInAsync(elsewhere.Path, "exec", "--json", artifact, "--compute", "9000000", "--max-retries", "0"))
            .Json.GetProperty("execution");

        Assert.Equal(1, capped.GetProperty("retries").GetInt32());
        Assert.InRange(capped.GetProperty("fuel_consumed").GetInt64(), 6_000_000, 6_100_000);
        Assert.Equal(0, flagged.GetProperty("retries").GetInt32());
        Assert.InRange(flagged.GetProperty("fuel_consumed").GetInt64(), 9_000_000, 9_100_000);
    }

    [Fact]
    public async Task Exec_takes_the_options_of_run()
    {
        var artifact = await BuildAsync(Source);
        var arguments = folder.Write("arguments.json", "[\"file\"]");

        var json = await CliProcess.RunAsync("exec", artifact, "--json", "--args-json", "[{\"a\": null}]", "--kwargs-json", "{\"k\": 2}");
        var file = await CliProcess.RunAsync("exec", artifact, "--args-file", arguments);
        var verbose = await CliProcess.RunAsync("exec", "-v", artifact);
        var timeout = await CliProcess.RunAsync("exec", artifact, "--timeout", "soon");

        Assert.Equal("[[{\"a\":null}],{\"k\":2},[\"app.py\"]]", json.Json.GetProperty("result").GetRawText());
        Assert.Contains("[\"file\"]", file.Output, StringComparison.Ordinal);
        Assert.StartsWith("● main: started\n", verbose.Error, StringComparison.Ordinal);
        Assert.Equal(2, timeout.ExitCode);
    }

    [Theory]
    [InlineData("half", "damaged")]
    [InlineData("bit", "its checksum is wrong")]
    [InlineData("empty", "damaged")]
    [InlineData("foreign", "no program that 'capsule build' made")]
    [InlineData("text", "damaged")]
    [InlineData("folder", "is a folder, not a file")]
    [InlineData("missing", "there is no file")]
    public async Task What_is_no_artifact_is_refused_by_exec_and_inspect(string how, string message)
    {
        var bytes = await File.ReadAllBytesAsync(await BuildAsync(Source), TestContext.Current.CancellationToken);
        bytes = how switch
        {
            "half" => bytes[..(bytes.Length / 2)],
            "bit" => [.. bytes[..^500], (byte)(bytes[^500] ^ 4), .. bytes[^499..]],
            "empty" => [],
            "foreign" => [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
            _ => "def main(): pass\n"u8.ToArray(),
        };
        var file = Path.Combine(elsewhere.Path, "x.wasm");
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        file = how switch { "folder" => elsewhere.Path, "missing" => Path.Combine(elsewhere.Path, "y.wasm"), _ => file };
        foreach (var command in new[] { "exec", "inspect" })
        {
            var result = await CliProcess.RunAsync(command, file);

            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
            Assert.Contains(file, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Inspect_shows_what_an_artifact_wants_and_runs_nothing()
    {
        var artifact = await BuildAsync(Source);

        var result = await CliProcess.RunAsync("inspect", artifact);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] shown =
        [
            "entry    main, in app.py", "main  (app.main, line 4)", "compute       LOW", "ram           64MB", "timeout       20s",
            "max_retries   2", "env_variables A_VARIABLE", "tools         long_tool_name", "allowed_files none", "loop  (app.loop, line 9)", "app.py",
        ];
        Assert.All(shown, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("printed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_gives_all_of_it_as_json()
    {
        var artifact = await BuildAsync(Source);

        var json = (await CliProcess.RunAsync("inspect", "--json", artifact)).Json;

        Assert.Equal(1, json.GetProperty("format").GetInt32());
        Assert.Equal("main", json.GetProperty("entry").GetString());
        Assert.Equal(64_000_000, json.GetProperty("tasks")[0].GetProperty("policy").GetProperty("ram").GetInt64());
        Assert.Equal(new FileInfo(artifact).Length, json.GetProperty("size").GetInt64());
        Assert.True(json.GetProperty("snapshot_pages").GetInt32() > 0);
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.Path, "app.py"))));
        Assert.Equal(hash, json.GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    /// <summary>Our own builder refuses such names; somebody who means harm writes the file, and its checksum, without it.</summary>
    [Fact]
    public async Task A_hostile_artifact_cannot_move_the_cursor_in_inspect()
    {
        const int checksumSection = 2 + 1 + 16 + SHA256.HashSizeInBytes;
        var artifact = await BuildAsync(Source);
        var bytes = await File.ReadAllBytesAsync(artifact, TestContext.Current.CancellationToken);
        @"\u001b[2Jxx"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("long_tool_name"u8)));
        SHA256.HashData(bytes.AsSpan()[..^checksumSection]).CopyTo(bytes.AsSpan()[^SHA256.HashSizeInBytes..]);
        await File.WriteAllBytesAsync(artifact, bytes, TestContext.Current.CancellationToken);

        var result = await CliProcess.RunAsync("inspect", artifact);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(@"\x1b[2Jxx", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Build_writes_the_entry_s_name_here_or_where_it_is_told()
    {
        var source = folder.Write("app.py", Source);

        var first = await CliProcess.RunInAsync(elsewhere.Path, "build", source);
        var second = await CliProcess.RunInAsync(elsewhere.Path, "build", source, "--export", "-o", "other.bin");
        var third = await CliProcess.RunInAsync(elsewhere.Path, "build", source, "-o", "no/such/folder.wasm");

        Assert.Equal((0, ""), (first.ExitCode, first.Output));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(["app.wasm", "other.bin"], Directory.GetFiles(elsewhere.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, third.ExitCode);
        Assert.Contains("no/such/folder.wasm cannot be written", third.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def main(:\n", 1, "SyntaxError")]
    [InlineData("import nothing_of_this_name\n", 1, "ModuleNotFoundError")]
    [InlineData("from capsule import task\n@task(ram='64M')\ndef main(): pass\n", 2, "ram=\"64M\"")]
    public async Task A_program_that_cannot_be_built_leaves_no_file(string source, int code, string message)
    {
        folder.Write("app.py", source);

        var result = await CliProcess.RunInAsync(folder.Path, "build", "app.py");

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.wasm"));
    }

    private async Task<string> BuildAsync(string source)
    {
        folder.Write("app.py", source);
        var result = await CliProcess.RunInAsync(folder.Path, "build", "app.py");
        Assert.True(result.ExitCode == 0, result.Error);
        return Path.Combine(folder.Path, "app.wasm");
    }
}
