using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

public sealed class ManifestTests(RuntimeFixture fixture)
{
    /// <summary>
    /// Values that the product we replace loses silently, because it reads them from the source text: ours come from the
    /// decorator's arguments, however they were computed.
    /// </summary>
    public static TheoryData<string, string> Ways => new()
    {
        { "ram=64_000_000", "" },
        { "ram=SIZE", "SIZE = '64MB'" },
        { "**{'ram': '64MB'}", "" },
        { "**OPTIONS", "OPTIONS = dict(ram='64MB')" },
        { "ram=str(64) + 'MB'", "" },
        { "ram=f'{64}mb'", "" },
        { "ram='61.03515625MiB'", "" },
        { "ram=size()", "def size(): return '64 MB'" },
    };

    public static TheoryData<string, string> Wrong => new()
    {
        { "ram='64M'", "ram=\"64M\"" },
        { "ram='abc'", "ram=\"abc\"" },
        { "ram='-5MB'", "ram=\"-5MB\"" },
        { "ram=0", "ram=0" },
        { "ram=True", "ram=true" },
        { "ram=64.5", "ram=64.5" },
        { "ram='64GB'", "more than" },
        { "ram=['64MB']", "ram=[\"64MB\"]" },
        { "ram=object()", "ram=<object" },
        { "timeout='xyz'", "timeout=\"xyz\"" },
        { "timeout='5 parsecs'", "timeout=\"5 parsecs\"" },
        { "timeout=0", "timeout=0" },
        { "timeout=-1", "timeout=-1" },
        { "timeout=float('nan')", "timeout=nan" },
        { "timeout=float('inf')", "timeout=inf" },
        { "compute='FOO'", "compute=\"FOO\"" },
        { "compute=-5", "compute=-5" },
        { "compute=0", "compute=0" },
        { "compute=1.5", "compute=1.5" },
        { "compute=10**30", "compute=" },
        { "max_retries=-1", "max_retries=-1" },
        { "max_retries='2'", "max_retries=\"2\"" },
        { "max_retries=True", "max_retries=true" },
        { "max_retries=1000000", "max_retries=1000000" },
        { "allowed_files='./data'", "allowed_files=\"./data\"" },
        { "allowed_files=[1]", "allowed_files=[1]" },
        { "allowed_files=[{'path': 'x', 'mode': 'rx'}]", "mode" },
        { "allowed_hosts='x'", "allowed_hosts=\"x\"" },
        { "env_variables=['A=B']", "env_variables" },
        { "tiemout='1s'", "'tiemout'; did you mean 'timeout'?" },
        { "name=5", "name=5" },
        { "name=''", "name=\"\"" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_value_counts_however_it_was_written(string option, string before)
    {
        var program = await LoadAsync($"from capsule import task\n{before}\n@task({option})\ndef main(): pass\n");

        Assert.Equal(64_000_000, program.Manifest.Tasks.Single().Policy.Ram.Bytes);
    }

    [Fact]
    public async Task An_alias_of_the_decorator_is_the_decorator()
    {
        var program = await LoadAsync("import capsule as c\nlimit = c.task\n@limit(ram='64MB')\ndef main(): pass\n");

        Assert.Equal(64_000_000, program.Manifest.Tasks.Single().Policy.Ram.Bytes);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_value_is_refused_and_named(string option, string named)
    {
        var failure = await FailAsync($"from capsule import task\n@task({option})\ndef work(): pass\n");

        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains("work'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_from_the_environment_of_the_guest_are_the_image_s_own()
    {
        var program = await LoadAsync("""
            import os
            from capsule import task
            @task(ram='64MB' if os.environ.get('HOME') == '/home/capsule' else 'bad')
            def main(): pass
            """);

        Assert.Single(program.Manifest.Tasks);
    }

    [Theory]
    [InlineData("@task\ndef a(): pass\n@task(name='main')\ndef b(): return 'b'", "main")]
    [InlineData("@task\ndef a(): pass\ndef main(): return 'b'", "main")]
    [InlineData("@task\ndef only(): return 'b'", "only")]
    public async Task A_run_starts_with_main_or_the_only_task(string source, string entry)
    {
        var envelope = await fixture.Runtime.RunAsync("from capsule import task\n" + source);

        Assert.Equal("\"b\"", envelope.Json());
        Assert.Equal(entry, envelope.Execution.TaskName);
    }

    [Fact]
    public async Task A_program_without_an_entry_is_refused_with_its_tasks()
    {
        var envelope = await fixture.Runtime.RunAsync(
            "from capsule import task\n@task\ndef first(): pass\n@task(name='second')\ndef x(): pass");

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("'first', 'second'", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_main_is_no_entry()
    {
        var envelope = await fixture.Runtime.RunAsync("from unittest import main\n");

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
    }

    [Fact]
    public async Task Two_tasks_of_one_name_are_refused()
    {
        var failure = await FailAsync("from capsule import task\n@task(name='a')\ndef x(): pass\n@task(name='a')\ndef y(): pass");

        Assert.Contains("two tasks have the name 'a'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("program.y (line 4)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_task_is_refused_and_main_is_not_run_in_its_place()
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf("return 1"), task: "other");

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("no task 'other'", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def main(:\n", "SyntaxError")]
    [InlineData("import no_such_module\n", "ModuleNotFoundError")]
    [InlineData("raise ValueError('at import')\ndef main(): pass\n", "ValueError: at import")]
    [InlineData("import sys; sys.exit(2)\ndef main(): pass\n", "exit code 2")]
    [InlineData("import os; os._exit(2)\ndef main(): pass\n", "exit code 2")]
    [InlineData("while True: pass\ndef main(): pass\n", "more compute than")]
    [InlineData("x = bytearray(2 * 10 ** 9)\ndef main(): pass\n", "more memory than")]
    public async Task A_program_that_cannot_be_loaded_is_a_build_error(string source, string reason)
    {
        var failure = await FailAsync(source);

        Assert.Equal(ErrorType.BuildError, failure.Type);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_says_where()
    {
        var failure = await FailAsync("x = 1\nprint('a'\n");

        Assert.Contains("program.py", failure.Traceback, StringComparison.Ordinal);
        Assert.Contains("line 2", failure.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_task_cannot_change_what_it_may_use()
    {
        var envelope = await fixture.Runtime.RunAsync("""
            import capsule, _capsule_guest.program as program
            from capsule import task

            @task(name='main', compute='LOW', ram='64MB')
            def main():
                import capsule._task as t
                t.registry[0].options.update(compute='HIGH', ram='2GB')
                main.options['ram'] = '2GB'
                n = 0
                while True: n += 1
            """);

        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
        Assert.InRange(envelope.Execution.FuelConsumed, 100_000_000, 101_000_000);
    }

    private async Task<LoadedProgram> LoadAsync(string source)
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(source), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        return program!;
    }

    private async Task<Failure> FailAsync(string source)
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(source), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.False(loaded.TryGet(out _, out var failure));
        return failure;
    }
}
