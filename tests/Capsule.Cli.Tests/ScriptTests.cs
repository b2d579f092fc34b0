using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Files that declare no task: running them from the first line to the last is their task.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("import sys\nprint('once', __name__, sys.argv)\n", "once __main__ ['script.py', 'a']\n")]
    [InlineData("import sys\nif __name__ == '__main__':\n    print(sys.argv[1])\n    sys.exit(0)\n", "a\n")]
    [InlineData("import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)\n", "A\n")]
    [InlineData("import helper\nprint(helper.VALUE)\n", "6\n")]
    [InlineData("text = open('/data/text.txt').read()\nprint(text)\n", "text\n")]
    public async Task A_script_runs_once_as_a_task(string source, string output)
    {
        folder.Write("helper.py", "VALUE = 6\ndef unused(): pass\n");
        folder.Write("files/text.txt", "text");
        folder.Write("script.py", source);

        Assert.Equal((0, output, ""), await RunAsync("run", "script.py", "a", "--mount", "files::/data"));
        Assert.Equal(0, (await RunAsync("build", "script.py")).Code);
        Assert.Equal((0, output, ""), await RunAsync("exec", "script.wasm", "a", "--mount", "files::/data"));
    }

    [Fact]
    public async Task A_script_has_the_limits_and_the_failures_of_a_task()
    {
        folder.Write("loop.py", "while True: pass\n");
        folder.Write("fail.py", "print('before')\nraise ValueError('boom')\n");
        folder.Write("exit.py", "import sys\nsys.exit(3)\n");

        Assert.Contains("task 'main' failed (fuel_exhausted)", (await RunAsync("run", "loop.py", "--compute", "5000000")).Error, StringComparison.Ordinal);
        var (code, output, error) = await RunAsync("run", "fail.py");
        Assert.Equal((1, "before\n"), (code, output));
        Assert.Contains("File \"/workspace/fail.py\", line 2, in <module>", error, StringComparison.Ordinal);
        Assert.EndsWith("error: task 'main' failed (task_error): ValueError: boom\n", error, StringComparison.Ordinal);
        Assert.Contains("exit code 3", (await RunAsync("run", "exit.py")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_script_begins_with_is_imported_once_for_all_runs()
    {
        folder.Write("libs/slow.py", "VALUE = sum(range(1_000_000))\n");
        folder.Write("first.py", "\"A script.\"\nfrom __future__ import annotations\nimport sys, slow\nprint(slow.VALUE, 'slow' in sys.modules)\n");
        folder.Write("later.py", "print('first')\nimport slow\n");

        Assert.Equal((0, "499999500000 True\n", ""), await RunAsync("run", "first.py", "--site-packages", "libs", "--compute", "5000000"));
        var (code, output, error) = await RunAsync("run", "later.py", "--site-packages", "libs", "--compute", "5000000");
        Assert.Equal((1, "first\n"), (code, output));
        Assert.Contains("fuel_exhausted", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_a_script_begins_with_and_that_is_missing_is_told_as_for_any_program()
    {
        folder.Write("script.py", "import sys\nimport no_such_package\nprint(1)\n");

        var (code, output, error) = await RunAsync("run", "script.py");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("File \"/workspace/script.py\", line 2, in <module>", error, StringComparison.Ordinal);
        Assert.Contains("build_error: ModuleNotFoundError: No module named 'no_such_package' ('no_such_package' is no module of the project", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_is_named_like_a_module_runs_as_itself()
    {
        folder.Write("random.py", "import json\nimport random\nprint(json.dumps(random.__file__))\n");

        var (code, output, _) = await RunAsync("run", "random.py");

        Assert.Equal((0, "\"/workspace/random.py\"\n\"/workspace/random.py\"\n"), (code, output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("def greet(): return 1\n")]
    [InlineData("'''Functions.'''\nimport logging\nlog = logging.getLogger()\ndef greet(): return 1\n")]
    public async Task A_file_that_would_do_nothing_is_told_how_to_declare_a_task(string source)
    {
        folder.Write("functions.py", source);

        Assert.Equal(
            (2, "", "error: config_error: the program has no task or function 'main' to start with; it declares no tasks: put @task above a function, or call it main\n"),
            await RunAsync("run", "functions.py"));
    }

    [Theory]
    [InlineData("from tasks import *\nprint('loaded')\n")]
    [InlineData("import importlib\nprint('loaded')\nimportlib.import_module('tasks')\n")]
    [InlineData("print('loaded')\ndef main(): return 'ran'\n")]
    [InlineData("print('loaded')\nif True:\n    main = lambda: 'ran'\n")]
    public async Task A_program_that_declares_tasks_is_no_script(string source)
    {
        folder.Write("tasks.py", "from capsule import task\n@task(name='main')\ndef f(): return 'ran'\n");
        folder.Write("program.py", source);

        Assert.Equal("ran", (await CliProcess.RunInAsync(folder.Path, "run", "--json", "program.py")).Json.GetProperty("result").GetString());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] line)
    {
        var result = await CliProcess.RunInAsync(folder.Path, line);
        return (result.ExitCode, result.Output, result.Error);
    }
}
