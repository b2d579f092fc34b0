using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>What <c>run</c> and <c>exec</c> take for a program: files of any name, folders, code, scripts, artifacts, one of several tasks.</summary>
public sealed class ProgramKindTests : IDisposable
{
    private const string Two = """
        from capsule import task

        @task("first")
        def f(): return 1

        @task("second", compute="HIGH")
        def g(n: int): return n + 1
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("my-script.py")]
    [InlineData("with space.py")]
    [InlineData("random.py")]
    [InlineData("capsule.py")]
    [InlineData("my-tasks/main.py")]
    [InlineData("my-tasks/.hidden.py")]
    [InlineData("a b/.c/main.py")]
    [InlineData("site-packages/main.py")]
    [InlineData("my-package/__init__.py")]
    [InlineData("my-package/main.py")]
    public async Task A_file_of_any_name_in_a_folder_of_any_name_runs(string file)
    {
        folder.Write("capsule.toml", "");
        folder.Write("my-package/__init__.py", "");
        folder.Write(Path.Combine(Path.GetDirectoryName(file)!, "neighbour.py"), "VALUE = 6\n");
        folder.Write(file, "from capsule import task\n@task\ndef main():\n    import neighbour\n    return ['mine', neighbour.VALUE]\n");

        Assert.Equal((0, "[\"mine\",6]\n", ""), await RunAsync(folder.Path, "run", file));
        Assert.Equal((0, "[\"mine\",6]\n", ""), await RunAsync(Path.GetDirectoryName(Path.Combine(folder.Path, file))!, "run", Path.GetFileName(file)));
    }

    [Theory]
    [InlineData("main.py")]
    [InlineData("__main__.py")]
    public async Task A_folder_is_run_by_its_main_file(string file)
    {
        folder.Write($"app/{file}", "def main(*words): return list(words)\n");

        Assert.Equal((0, "[]\n", ""), await RunAsync(Path.Combine(folder.Path, "app"), "run"));
        Assert.Equal((0, "[\"a\"]\n", ""), await RunAsync(Path.Combine(folder.Path, "app"), "run", ".", "a"));
        Assert.Equal((0, "[]\n", ""), await RunAsync(folder.Path, "run", "app/"));
    }

    [Fact]
    public async Task A_folder_is_run_by_the_entrypoint_of_its_own_project_file()
    {
        folder.Write("capsule.toml", "[workflow]\nentrypoint = 'src/start.py'\n");
        folder.Write("src/start.py", "def main(): return 'entrypoint'\n");
        folder.Write("src/main.py", "def main(): return 'main'\n");

        Assert.Equal((0, "entrypoint\n", ""), await RunAsync(folder.Path, "run", "."));
        Assert.Equal((0, "main\n", ""), await RunAsync(folder.Path, "run", "src"));
        Assert.Equal((0, "entrypoint\n", ""), await RunAsync(Path.Combine(folder.Path, "src"), "run"));
    }

    [Theory]
    [InlineData("print(6 * 7)", "42\n")]
    [InlineData("\n    import sys\n    def f():\n        return sys.argv[1:]\n    print(f())\n", "['a', '--b']\n")]
    [InlineData("import neighbour\nprint(neighbour.VALUE)", "6\n")]
    [InlineData("def main(a, b): return [a, b]", "[\"a\",\"--b\"]\n")]
    public async Task Code_of_the_command_line_runs_beside_the_files_of_the_folder(string code, string output)
    {
        folder.Write("neighbour.py", "VALUE = 6\n");

        Assert.Equal((0, output, ""), await RunAsync(folder.Path, "run", "-c", code, "a", "--", "--b"));
        Assert.Equal(["neighbour.py"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Code_that_was_run_before_sees_a_neighbour_that_changed_since()
    {
        foreach (var value in new[] { "1", "2" })
        {
            folder.Write("neighbour.py", $"VALUE = {value}\n");
            Assert.Equal((0, value + "\n", ""), await RunAsync(folder.Path, "run", "-c", "import neighbour\nprint(neighbour.VALUE)"));
            Assert.Equal((0, "-" + value + "\n", ""), await RunAsync(folder.Path, "run", "-c", "import neighbour\nprint(-neighbour.VALUE)"));
        }
    }

    [Fact]
    public async Task A_program_comes_from_standard_input()
    {
        var result = await CliProcess.ShellAsync(
            $"cd '{folder.Path}' && printf 'def main(n: int): return n / 0' | CAPSULE_CACHE='{Checkout.Cache}' '{CliProcess.Path}' run - 5");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("File \"/workspace/<stdin>.py\", line 1, in main", result.Error, StringComparison.Ordinal);
        Assert.Contains("ZeroDivisionError", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a durable run needs its program in a file", "-c", "print(1)", "--durable")]
    [InlineData("--run-id needs the program in a file", "-c", "print(1)", "--run-id", "a")]
    [InlineData("cannot both be on standard input", "-", "--args-file", "-")]
    [InlineData("one.wasm is built already", "one.wasm", "--site-packages", ".")]
    [InlineData("one.wasm is built already", "one.wasm", "--load-ram", "1GB")]
    [InlineData("one.wasm is built already", "one.wasm", "--with", "numpy")]
    [InlineData("empty is a folder without main.py, __main__.py, main.js, main.mjs, main.ts, main.mts, index.js, index.ts or a capsule.toml", "empty")]
    [InlineData("expected a .py, .js or .ts file, or a .wasm file that 'capsule build' wrote; Python in a file of another name is run with: capsule run - < notes.txt", "notes.txt")]
    [InlineData("there is no file start; did you mean 'start.py'?", "start")]
    [InlineData("there is no file strat.py; did you mean 'start.py'?", "strat.py")]
    [InlineData("there is no file empty/strat.py\n", "empty/strat.py")]
    public async Task What_cannot_be_run_so_is_named(string message, params string[] line)
    {
        folder.Write("notes.txt", "");
        folder.Write("start.py", "");
        folder.Write("empty/notes.txt", "");

        var (code, _, error) = await RunAsync(folder.Path, ["run", .. line]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_runs_with_run_as_with_exec_and_a_source_names_run()
    {
        folder.Write("one.py", "def main(n: int): return n + 1\n");
        Assert.Equal(0, (await RunAsync(folder.Path, "build", "one.py")).Code);

        Assert.Equal((0, "6\n", ""), await RunAsync(folder.Path, "run", "one.wasm", "5"));
        Assert.Equal((0, "6\n", ""), await RunAsync(folder.Path, "exec", "one.wasm", "5"));
        Assert.Equal(
            (2, "", "error: config_error: one.py is a Python file, not an artifact: use 'capsule run one.py', or make an artifact with 'capsule build one.py'\n"),
            await RunAsync(folder.Path, "exec", "one.py"));
    }

    [Fact]
    public async Task A_task_is_chosen_by_name()
    {
        folder.Write("two.py", Two);
        Assert.Equal(0, (await RunAsync(folder.Path, "build", "two.py")).Code);

        foreach (var line in new string[][] { ["run", "two.py"], ["exec", "two.wasm"], ["run", "two.wasm"] })
        {
            Assert.Equal((0, "6\n", ""), await RunAsync(folder.Path, [.. line, "--task", "second", "5"]));
            Assert.Equal(
                (2, "", "error: config_error: the program has several tasks, and none is 'main': 'first', 'second'; choose one, such as --task first\n"),
                await RunAsync(folder.Path, line));
            Assert.Equal(
                (2, "", "error: config_error: the program has no task 'secnd'; its tasks are 'first', 'second'; did you mean 'second'?\n"),
                await RunAsync(folder.Path, [.. line, "--task", "secnd"]));
        }
    }

    [Fact]
    public async Task A_name_that_a_shell_would_read_is_not_suggested()
    {
        folder.Write("evil.py", "from capsule import task\n@task('$(reboot)')\ndef f(): pass\n@task('a b')\ndef g(): pass\n");

        Assert.EndsWith("choose one, such as --task NAME\n", (await RunAsync(folder.Path, "run", "evil.py")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_of_compute_that_does_not_exist_leads_to_a_number()
    {
        folder.Write("custom.py", "from capsule import task\n@task(compute='CUSTOM')\ndef main(): pass\n");

        var (code, _, error) = await RunAsync(folder.Path, "run", "custom.py");

        Assert.Equal(2, code);
        Assert.Contains("or a number of units from 1, such as 500000000", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] line)
    {
        var result = await CliProcess.RunInAsync(folder, line);
        return (result.ExitCode, result.Output, result.Error);
    }
}
