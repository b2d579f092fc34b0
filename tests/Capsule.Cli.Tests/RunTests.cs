using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class RunTests
{
    private const string Echo = """
        import sys
        from capsule import task

        @task(name="main")
        def main(*args, **kwargs):
            print("out")
            print("err", file=sys.stderr)
            return [list(args), kwargs, sys.argv]
        """;

    [Theory]
    [InlineData("def main():\n    import argparse\n    p = argparse.ArgumentParser()\n    p.add_argument('--n', type=int)\n    return p.parse_args().n\n", "3")]
    [InlineData("def main(*words):\n    return list(words)\n", "[\"--n\",\"3\"]")]
    [InlineData("import sys\ndef main(first, second):\n    return [first, second] == sys.argv[1:]\n", "true")]
    public async Task Words_behind_two_dashes_are_arguments_unless_main_takes_none(string program, string result)
    {
        using var folder = new TemporaryFolder();
        folder.Write("my-tool.py", program);

        Assert.Equal(result, (await CliProcess.RunInAsync(folder.Path, "run", "my-tool.py", "--", "--n", "3")).Output.Trim());
    }

    [Fact]
    public async Task The_first_example_says_hello()
    {
        var result = await CliProcess.RunAsync("run", Path.Combine(Checkout.Root, "examples", "hello.py"));

        Assert.Equal((0, "Hello from Capsule!\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("return 'a\\nb'", "a\nb\n")]
    [InlineData("return None", "")]
    [InlineData("return {'a': [1, None, 'ä']}", "{\"a\":[1,null,\"ä\"]}\n")]
    [InlineData("return 1.5", "1.5\n")]
    [InlineData("return ''", "\n")]
    public async Task A_result_is_printed_as_people_want_it(string body, string output)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("main.py", $"def main():\n    {body}\n");

        var result = await CliProcess.RunAsync("run", file);

        Assert.Equal((0, output, ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Words_are_arguments_and_those_with_dashes_go_behind_two_dashes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);

        var result = await CliProcess.RunInAsync(folder.Path, "run", "echo.py", "a", "--", "--json", "-x");

        Assert.Equal("out\n[[\"a\",\"--json\",\"-x\"],{},[\"echo.py\",\"a\",\"--json\",\"-x\"]]\n", result.Output);
        Assert.Equal("err\n", result.Error);
    }

    [Fact]
    public async Task Flags_count_before_and_after_the_arguments()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);
        string[][] lines = [["run", "--json", "echo.py", "a"], ["run", "echo.py", "--json", "a"], ["run", "echo.py", "a", "--json"]];
        foreach (var line in lines)
        {
            var result = await CliProcess.RunInAsync(folder.Path, line);

            Assert.Equal("a", result.Json.GetProperty("result")[0][0].GetString());
        }
    }

    [Fact]
    public async Task With_json_standard_output_has_the_envelope_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);

        var result = await CliProcess.RunInAsync(
            folder.Path, "run", "--json", "--args-json", "[1, {\"a\": null}]", "--kwargs-json", "{\"k\": 2}", "echo.py");

        Assert.Equal("[[1,{\"a\":null}],{\"k\":2},[\"echo.py\"]]", result.Json.GetProperty("result").GetRawText());
        Assert.True(result.Json.GetProperty("success").GetBoolean());
        Assert.Contains("out\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("err\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_come_from_a_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);
        folder.Write("args.json", "[\"from\", \"file\"]");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "echo.py", "--args-file", "args.json");

        Assert.Contains("[\"from\",\"file\"]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_task_is_told_on_standard_error_and_by_the_exit_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write("fail.py", "def main():\n    raise ValueError('boom')\n");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "fail.py");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("File \"/workspace/fail.py\", line 2, in main", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("error: task 'main' failed (task_error): ValueError: boom\n", result.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string[], string> WrongLines => new()
    {
        { ["run", "missing.py"], "there is no file missing.py" },
        { ["run", "."], "is a folder" },
        { ["run", "notes.txt"], "expected a .py, .js or .ts file" },
        { ["run"], "give a file to run" },
        { ["run", "ok.py", "--compute", "FOO"], "--compute FOO is not valid; use \"LOW\"" },
        { ["run", "ok.py", "--ram", "64M"], "--ram 64M is not valid" },
        { ["run", "ok.py", "--ram", "1MB"], "less than" },
        { ["run", "ok.py", "--timeout", "soon"], "--timeout soon is not valid" },
        { ["run", "ok.py", "--max-retries", "many"], "--max-retries many is not valid" },
        { ["run", "ok.py", "--args-json", "{}"], "--args-json takes a JSON array" },
        { ["run", "ok.py", "--args-json", "[1"], "--args-json is no valid JSON" },
        { ["run", "ok.py", "--kwargs-json", "[]"], "--kwargs-json takes a JSON object" },
        { ["run", "ok.py", "--kwargs-json", "{\"a\":1,\"a\":2}"], "Duplicate property 'a'" },
        { ["run", "ok.py", "--args-json", "[\"\\ud800\"]"], "--args-json is no valid JSON" },
        { ["run", "ok.py", "a", "--args-json", "[]"], "in one way only" },
        { ["run", ""], "the name of the file is empty" },
        { ["run", "loop.py"], "loop.py cannot be read" },
        { ["run", "ok.py", "--args-file", "none.json"], "--args-file none.json cannot be read" },
        { ["run", "ok.py", "--no-such-flag"], "--no-such-flag" },
        { ["rnu", "ok.py"], "rnu" },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task A_wrong_command_line_is_named_and_ends_with_two(string[] line, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("ok.py", "def main(*a): pass\n");
        folder.Write("notes.txt", "");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop.py"), "loop.py");

        var result = await CliProcess.RunInAsync(folder.Path, line);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_flags_set_the_limits_of_the_entry()
    {
        using var folder = new TemporaryFolder();
        folder.Write("loop.py", "def main():\n    while True: pass\n");

        var result = await CliProcess.RunInAsync(
            folder.Path, "run", "--json", "loop.py", "--compute", "5000000", "--max-retries", "1");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("fuel_exhausted", result.Json.GetProperty("error").GetProperty("error_type").GetString());
        Assert.Equal(1, result.Json.GetProperty("execution").GetProperty("retries").GetInt32());
    }

    [Fact]
    public async Task Verbose_tells_the_life_of_each_task()
    {
        using var folder = new TemporaryFolder();
        folder.Write("fail.py", "from capsule import task\n@task(name='main', max_retries=1)\ndef f(): raise ValueError('x')\n");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "-v", "fail.py");

        var lines = result.Error.Split('\n');
        Assert.Equal("● main: started", lines[0]);
        Assert.Equal("↻ main: task_error: ValueError: x; retry 1", lines[1]);
        Assert.Equal("● main: started, attempt 2", lines[2]);
        Assert.StartsWith("✗ main: failed (task_error) in ", lines[3], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    [Fact]
    public async Task Output_appears_as_it_happens()
    {
        using var folder = new TemporaryFolder();
        folder.Write("slow.py", "import time\ndef main():\n    print('first')\n    time.sleep(60)\n");
        using var process = CliProcess.Start(folder.Path, null, "run", "slow.py");

        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("first", first);
        Assert.False(process.HasExited);
        process.Kill();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupt_cancels_the_run_and_ends_with_130(string signal)
    {
        using var folder = new TemporaryFolder();
        folder.Write("slow.py", "import time\ndef main():\n    print('first')\n    time.sleep(60)\n");
        using var process = CliProcess.Start(folder.Path, null, "run", "slow.py");
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        using (var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await CliProcess.FinishAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("cancelled", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_while_a_program_is_loaded_ends_with_130()
    {
        using var folder = new TemporaryFolder();
        folder.Write("slow.py", "print('loading')\nwhile True: pass\ndef main(): pass\n");
        using var process = CliProcess.Start(folder.Path, null, "run", "slow.py");
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(130, (await CliProcess.FinishAsync(process)).ExitCode);
    }

    [Fact]
    public async Task A_full_disk_behind_standard_output_is_no_defect_of_ours()
    {
        using var folder = new TemporaryFolder();
        folder.Write("ok.py", "def main(): return 1\n");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "/bin/sh", ["-c", $"exec '{CliProcess.Path}' run ok.py > /dev/full"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CAPSULE_CACHE"] = Checkout.Cache },
        })!;

        var result = await CliProcess.FinishAsync(shell);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the output cannot be written: No space left", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_cannot_move_the_cursor_in_a_failure()
    {
        using var folder = new TemporaryFolder();
        folder.Write("evil.py", "def main():\n    raise ValueError('\\x1b[2J\\x1b]0;owned\\x07')\n");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "evil.py");

        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain('\u0007', result.Error);
    }

    [Fact]
    public async Task Modules_beside_the_file_can_be_imported()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", "import helper\nfrom pkg.deep import value\ndef main():\n    import lazy\n    return [helper.value, value, lazy.value]\n");
        folder.Write("helper.py", "value = 1\n");
        folder.Write("pkg/__init__.py", "");
        folder.Write("pkg/deep.py", "from . import other\nvalue = other.value\n");
        folder.Write("pkg/other.py", "value = 2\n");
        folder.Write("lazy.py", "value = 3\n");

        Assert.Equal("[1,2,3]\n", (await CliProcess.RunInAsync(folder.Path, "run", "main.py")).Output);
    }
}
