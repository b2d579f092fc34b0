using Capsule.Cli.Tests.Support;
using Capsule.Packages.Tests.Support;
using Capsule.Runtime.Tests.Libraries;

namespace Capsule.Cli.Tests;

/// <summary>Packages as a user of the command has them, from an index on loopback.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Main = "import alpha\n\ndef main():\n    return [alpha.x, alpha.b]\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_package_is_added_run_built_and_executed_elsewhere_without_the_index()
    {
        folder.Write("main.py", Main);
        string artifact;
        await using (var index = await IndexAsync())
        {
            var added = await RunAsync(index, "add", "alpha");
            Assert.Equal((0, ""), (added.ExitCode, added.Output));
            Assert.Contains(" + alpha 2.0\n + beta 1.5\n", added.Error, StringComparison.Ordinal);
            Assert.Equal("[2,\"bee\"]\n", (await RunAsync(index, "run", "main.py")).Output);
            Assert.Equal("alpha 2.0\n  beta 1.5\n", (await RunAsync(index, "tree")).Output);
        }

        Assert.Equal("[packages]\ndependencies = [\n    \"alpha>=2.0\",\n]\n", Read("capsule.toml"));
        Assert.Equal("[2,\"bee\"]\n", (await CliProcess.RunInAsync(folder.Path, "run", "--locked", "--offline", "main.py")).Output);
        artifact = Path.Combine(folder.Path, "main.wasm");
        Assert.Equal(0, (await CliProcess.RunInAsync(folder.Path, "build", "main.py")).ExitCode);
        using var elsewhere = new TemporaryFolder();
        File.Move(artifact, Path.Combine(elsewhere.Path, "main.wasm"));
        Assert.Equal("[2,\"bee\"]\n", (await CliProcess.RunInAsync(elsewhere.Path, "exec", "main.wasm")).Output);
    }

    [Fact]
    public async Task Code_of_the_command_line_has_the_packages_that_it_declares_and_those_of_the_project()
    {
        const string Code = "import alpha\nprint(alpha.x)\n";
        await using var index = await IndexAsync();

        Assert.Equal("1\n", (await RunAsync(index, "run", "-c", "# /// script\n# dependencies = ['alpha<2']\n# ///\n" + Code)).Output);
        Assert.Equal("2\n", (await RunAsync(index, "run", "--with", "alpha", "-c", Code)).Output);
        Assert.Contains("capsule run --with alpha", (await RunAsync(index, "run", "-c", Code)).Error, StringComparison.Ordinal);
        folder.Write("capsule.toml", "[packages]\ndependencies = [\"alpha<2\"]\n");
        Assert.Equal("1\n", (await RunAsync(index, "run", "-c", Code)).Output);
    }

    [Fact]
    public async Task What_fails_leaves_everything_as_it_was()
    {
        folder.Write("main.py", Main);
        await using var index = await IndexAsync();
        _ = await RunAsync(index, "add", "alpha");
        var (toml, locked) = (Read("capsule.toml"), Read("capsule.lock"));

        foreach (var wrong in new[] { "missing", "alpha>9", "-r/etc/hostname", "foo @ http://127.0.0.1/x.whl" })
        {
            Assert.NotEqual(0, (await RunAsync(index, "add", wrong)).ExitCode);
        }

        var removed = await RunAsync(index, "remove", "alhpa");
        Assert.Equal(2, removed.ExitCode);
        Assert.Contains("alpha", removed.Error, StringComparison.Ordinal);
        Assert.Equal((toml, locked), (Read("capsule.toml"), Read("capsule.lock")));
    }

    [Fact]
    public async Task A_lock_that_is_behind_is_an_error_with_locked_and_brought_up_to_date_without()
    {
        folder.Write("main.py", Main);
        await using var index = await IndexAsync();
        folder.Write("capsule.toml", "[packages]\ndependencies = [\"alpha<2\"]\n");

        var missing = await RunAsync(index, "run", "--locked", "main.py");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("capsule lock", missing.Error, StringComparison.Ordinal);
        Assert.Equal("[1,\"bee\"]\n", (await RunAsync(index, "run", "main.py")).Output);
        folder.Write("capsule.toml", "[packages]\ndependencies = [\"alpha\"]\n");
        Assert.Equal(2, (await RunAsync(index, "sync", "--locked")).ExitCode);

        // What is locked stays as long as it will do.
        Assert.Equal("[1,\"bee\"]\n", (await RunAsync(index, "run", "main.py")).Output);
        Assert.Contains(" ~ alpha 1.0 -> 2.0", (await RunAsync(index, "lock", "--upgrade")).Error, StringComparison.Ordinal);
        Assert.Equal("[2,\"bee\"]\n", (await RunAsync(index, "run", "main.py")).Output);
    }

    [Fact]
    public async Task Removing_a_package_removes_what_only_it_required()
    {
        await using var index = await IndexAsync();
        _ = await RunAsync(index, "add", "alpha", "gamma");

        var removed = await RunAsync(index, "remove", "Alpha");

        Assert.Contains(" - alpha 2.0\n - beta 1.5\n", removed.Error, StringComparison.Ordinal);
        Assert.Equal("gamma 0.1\n", (await RunAsync(index, "tree")).Output);
    }

    [Fact]
    public async Task A_script_says_itself_what_it_requires()
    {
        folder.Write("script.py", "# /// script\n# requires-python = \">=3.12\"\n# dependencies = [\"alpha<2\"]\n# ///\n" + Main);
        await using var index = await IndexAsync();

        Assert.Equal("[1,\"bee\"]\n", (await RunAsync(index, "run", "script.py")).Output);
        Assert.Equal("[1,\"bee\"]\n", (await RunAsync(index, "run", "--offline", "script.py")).Output);
        Assert.Equal(["script.py"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task With_gives_packages_to_one_call()
    {
        folder.Write("main.py", Main);
        await using var index = await IndexAsync();

        Assert.Equal("[1,\"bee\"]\n", (await RunAsync(index, "run", "--with", "alpha==1.0", "main.py")).Output);
        Assert.Contains("capsule add alpha", (await RunAsync(index, "run", "main.py")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(index, "run", "--with", "alpha", "--site-packages", ".", "main.py")).ExitCode);
        Assert.False(File.Exists(Path.Combine(folder.Path, "capsule.lock")));
    }

    [Fact]
    public async Task A_worker_gives_packages_to_runs_and_sessions()
    {
        folder.Write("main.py", Main);
        await using var index = await IndexAsync();
        using var worker = CliProcess.StartWithInput(folder.Path, Environment(index), "worker");
        await worker.StandardInput.WriteLineAsync("""{"id": 1, "method": "run", "file": "main.py", "packages": ["alpha"]}""");
        await worker.StandardInput.WriteLineAsync("""{"id": 2, "method": "session_create", "packages": ["alpha<2"]}""");
        await worker.StandardInput.WriteLineAsync("""{"id": 3, "method": "session_create", "packages": ["--index-url"]}""");
        await worker.StandardInput.WriteLineAsync("""{"id": 4, "method": "run", "source": "1", "packages": ["alpha"]}""");
        worker.StandardInput.Close();

        var output = (await CliProcess.FinishAsync(worker)).Output;

        Assert.Contains("[2,\"bee\"]", output, StringComparison.Ordinal);
        Assert.Matches("\"id\":2,\"event\":\"result\".*\"session\"", output);
        Assert.Matches("\"id\":3.*config_error", output);
        Assert.Matches("\"id\":4.*are for programs in a", output);
    }

    [Fact]
    public async Task A_model_has_the_packages_that_the_operator_named_and_is_told_of_them()
    {
        await using var index = await IndexAsync();
        await using var client = await McpConversation.StartAsync("--with", "alpha", "--index", index.Url, "--pip-wheel", DebianPip.Wheel);

        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("alpha", tools.Single(tool => tool.Name == "execute_python").Description, StringComparison.Ordinal);
        var executed = await client.CallAsync("execute_python", new() { ["code"] = "import alpha\nalpha.x" });
        Assert.Equal(2, executed.Member("result").GetInt32());
        var missing = await client.CallAsync("execute_python", new() { ["code"] = "import numpy" });
        Assert.Contains(
            "only Python's standard library and alpha are there", missing.Member("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--with", missing.Member("error").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_interactive_mode_says_how_a_package_is_given()
    {
        await using var index = await IndexAsync();
        using var bare = CliProcess.StartWithInput(folder.Path, Environment(index), "repl");
        await bare.StandardInput.WriteLineAsync("import alpha");
        bare.StandardInput.Close();
        using var given = CliProcess.StartWithInput(folder.Path, Environment(index), "repl", "--with", "alpha");
        await given.StandardInput.WriteLineAsync("import alpha\nalpha.x");
        given.StandardInput.Close();

        Assert.Contains("capsule repl --with alpha", (await CliProcess.FinishAsync(bare)).Error, StringComparison.Ordinal);
        Assert.Equal("2\n", (await CliProcess.FinishAsync(given)).Output);
    }

    [Fact]
    public async Task A_compiled_package_is_added_run_built_executed_elsewhere_and_kept_by_a_session_that_forks()
    {
        const string tag = "cp314-cp314-pyemscripten_2026_0_wasm32";
        var wheel = Wheel.Of("counter", "1.0", tag, [], (WasmCompiler.FileOf("counter"), WasmCompiler.Build("counter.c")));
        folder.Write("main.py", "import counter\ncounter.next()\n\ndef main():\n    return counter.next()\n");
        await using (var index = (await LoopbackIndex.StartAsync()).Add(Wheel.NameOf("counter", "1.0", tag), wheel))
        {
            Assert.Equal(0, (await RunAsync(index, "add", "counter")).ExitCode);
        }

        Assert.Equal("42\n", (await CliProcess.RunInAsync(folder.Path, "run", "--locked", "main.py")).Output);
        Assert.Equal(0, (await CliProcess.RunInAsync(folder.Path, "build", "main.py")).ExitCode);
        Assert.Matches("counter +1\\.0", (await CliProcess.RunInAsync(folder.Path, "inspect", "main.wasm")).Output);
        using var elsewhere = new TemporaryFolder();
        File.Move(Path.Combine(folder.Path, "main.wasm"), Path.Combine(elsewhere.Path, "main.wasm"));
        Assert.Equal("42\n", (await CliProcess.RunInAsync(elsewhere.Path, "exec", "main.wasm")).Output);

        await using var again = (await LoopbackIndex.StartAsync()).Add(Wheel.NameOf("counter", "1.0", tag), wheel);
        await using var client = await McpConversation.StartAsync("--with", "counter", "--index", again.Url, "--pip-wheel", DebianPip.Wheel);
        var session = await client.NewSessionAsync();
        async Task<int> NextAsync(string id) =>
            (await client.CallAsync("session_run", new() { ["session"] = id, ["code"] = "import counter\ncounter.next()" })).Member("result").GetInt32();
        Assert.Equal(41, await NextAsync(session));
        var fork = (await client.CallAsync("session_fork", new() { ["session"] = session })).Member("session").GetString()!;
        Assert.Equal((42, 42, 43), (await NextAsync(session), await NextAsync(fork), await NextAsync(session)));
    }

    [Theory]
    [InlineData("# /// script\n# dependencies = [\"alpha<2\"]\n# ///\n")]
    [InlineData("", "--with", "alpha<2")]
    public async Task A_durable_run_is_resumed_with_the_packages_that_it_had(string block, params string[] with)
    {
        using var project = new JournaledFolder(block + "from capsule import wait_for_signal\nimport alpha\n\nasync def main():\n    return [alpha.x, await wait_for_signal('go')]\n");
        Dictionary<string, string> environment;
        await using (var index = await IndexAsync())
        {
            environment = Environment(index);
            using var running = CliProcess.Start(project.Path, environment, ["run", "--durable", .. with, "main.py"]);
            _ = await project.WaitForAsync("waiting");
            await JournaledFolder.KillAsync(running);
        }

        Assert.Equal(0, (await project.RunAsync("signal", "latest", "go", "7")).ExitCode);
        var resumed = await CliProcess.RunAsync(project.Path, environment, ["resume", .. with, "--offline"]);
        Assert.Equal((0, "[1,7]\n"), (resumed.ExitCode, resumed.Output));
    }

    [Fact]
    public async Task Known_vulnerabilities_of_what_is_locked_are_shown()
    {
        await using var index = await IndexAsync();
        _ = await RunAsync(index, "add", "alpha", "gamma");
        static string Record(string id, string name, string events, string more = "") => $$"""
            {"id": "{{id}}", "summary": "Of {{id}}.\u001b[31m", "affected": [{"package": {"ecosystem": "PyPI", "name": "{{name}}"}, "ranges": [{"type": "ECOSYSTEM", "events": [{{events}}]}]}]{{more}}}
            """;
        folder.Write("osv/a.json", Record("X-1", "Alpha", "{\"introduced\": \"0\"}, {\"fixed\": \"2.1\"}"));
        folder.Write("osv/b.json", Record("X-2", "alpha", "{\"introduced\": \"0\"}, {\"fixed\": \"2.0\"}"));
        folder.Write("osv/c.json", Record("X-3", "beta", "{\"introduced\": \"1.5\"}, {\"last_affected\": \"1.5\"}"));
        folder.Write("osv/d.json", Record("X-4", "beta", "{\"introduced\": \"1.6\"}"));
        folder.Write("osv/e.json", Record("X-5", "gamma", "{\"introduced\": \"0\"}", ", \"withdrawn\": \"2025-01-01T00:00:00Z\""));
        folder.Write("osv/f.json", Record("X-6", "other", "{\"introduced\": \"0\"}"));
        folder.Write("none.json", "[]");
        folder.Write("broken.json", "{");

        var found = await RunAsync(index, "audit", "--database", "osv");
        Assert.Equal(1, found.ExitCode);
        Assert.Matches("^alpha 2\\.0  X-1  fixed in 2\\.1  Of X-1\\..*\nbeta 1\\.5  X-3  not fixed in any version .*\n$", found.Output);
        Assert.DoesNotContain("\u001b", found.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), ((await RunAsync(index, "audit", "--database", "none.json")).ExitCode, (await RunAsync(index, "audit", "--database", "none.json")).Output));
        Assert.Contains("cannot be read as a database of OSV", (await RunAsync(index, "audit", "--database", "broken.json")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_asks_the_index()
    {
        await using var index = await IndexAsync();
        Assert.Contains($"ok    packages: {index.Url}", (await RunAsync(index, "doctor")).Output, StringComparison.Ordinal);
        index.Login = "me:secret";
        var refused = await RunAsync(index, "doctor");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"WRONG packages: {index.Url}: it answers 401", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_tools_can_read_what_is_exported()
    {
        await using var index = await IndexAsync();
        _ = await RunAsync(index, "add", "gamma");

        Assert.Equal(Read("capsule.lock"), (await RunAsync(index, "export")).Output);
        Assert.Matches(@"^gamma==0\.1 \\\n    --hash=sha256:[0-9a-f]{64}\n$", (await RunAsync(index, "export", "--format", "requirements.txt")).Output);
    }

    [Fact]
    public async Task Requirements_of_other_tools_are_added()
    {
        folder.Write("requirements.txt", "# what we need\nalpha<2  # old\n\ngamma \\\n  >=0.1\n");
        folder.Write("pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"beta\"]\n");
        folder.Write("options.txt", "--index-url http://elsewhere\nalpha\n");
        await using var index = await IndexAsync();

        Assert.Equal(0, (await RunAsync(index, "add", "-r", "requirements.txt", "-r", "pyproject.toml")).ExitCode);
        Assert.Contains("\"alpha<2\",\n    \"gamma >=0.1\",\n    \"beta>=1.5\",\n", Read("capsule.toml"), StringComparison.Ordinal);
        Assert.Contains("line 1", (await RunAsync(index, "add", "-r", "options.txt")).Error, StringComparison.Ordinal);
    }

    private static async Task<LoopbackIndex> IndexAsync() => (await LoopbackIndex.StartAsync())
        .Add("alpha", "1.0", "from beta import b\nx = 1\n", "beta").Add("alpha", "2.0", "from beta import b\nx = 2\n", "beta")
        .Add("beta", "1.5", "b = 'bee'\n").Add("gamma", "0.1", "");

    private static Dictionary<string, string> Environment(LoopbackIndex index) =>
        new() { ["CAPSULE_INDEX"] = index.Url, ["CAPSULE_PIP_WHEEL"] = DebianPip.Wheel };

    private Task<CliResult> RunAsync(LoopbackIndex index, params string[] arguments) =>
        CliProcess.RunAsync(folder.Path, Environment(index), arguments);

    private string Read(string name) => File.ReadAllText(Path.Combine(folder.Path, name));
}
