using System.Diagnostics;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class ReplTests
{
    [Fact]
    public async Task What_is_piped_in_runs_statement_by_statement()
    {
        var result = await PipeAsync("x = 20\ndef f(n):\n    return n + 1\n\nprint('so')\nf(x)\n'text'\nNone\n");

        Assert.Equal("so\n21\n'text'\n", result.Output);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task What_fails_ends_a_piped_run()
    {
        var result = await PipeAsync("print(1)\n1 / 0\nprint(2)\n");

        Assert.Equal("1\n", result.Output);
        Assert.Contains("ZeroDivisionError: division by zero", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("error:", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_limit_is_reported()
    {
        var result = await PipeAsync("while True: pass\n", "--timeout", "300ms");

        Assert.Contains("error: the call ran longer than its timeout", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Cells_have_what_the_flags_grant()
    {
        using var folder = new TemporaryFolder();
        folder.Write("note.txt", "granted");
        const string Source = "import os\nopen('data/note.txt').read()\n'CAPSULE_CACHE' in os.environ\n";

        var granted = await PipeAsync(Source, "--mount", $"{folder.Path}::data", "--env", "CAPSULE_CACHE");
        var bare = await PipeAsync(Source);
        var denied = await PipeAsync("import urllib.request\nurllib.request.urlopen('http://localhost:1/')\n");
        var refused = await PipeAsync("import urllib.request\nurllib.request.urlopen('http://localhost:1/')\n", "--allow-host", "http://localhost:1");

        Assert.Equal("'granted'\nTrue\n", granted.Output);
        Assert.Contains("FileNotFoundError", bare.Error, StringComparison.Ordinal);
        Assert.Contains("allowed_hosts", denied.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("allowed_hosts", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await PipeAsync("1\n", "--mount", "/nowhere/at/all")).ExitCode);
    }

    [Fact]
    public async Task Exit_gives_its_code() => Assert.Equal(7, (await PipeAsync("raise SystemExit(7)\n")).ExitCode);

    [Fact]
    public async Task A_wrong_limit_is_a_usage_error() => Assert.Equal(2, (await PipeAsync("1\n", "--ram", "much")).ExitCode);

    [Fact]
    public async Task At_a_terminal_blocks_go_on_until_an_empty_line()
    {
        using var terminal = await PseudoTerminal.StartAsync();

        await terminal.TypeAsync("def f(n):\r", "... ");
        await terminal.TypeAsync("return n * 2\r", "... ");
        await terminal.TypeAsync("\r", ">>> ");
        await terminal.TypeAsync("f(21)\r", "42");
        await terminal.TypeAsync("\x04", null);

        Assert.Equal(0, await terminal.ExitAsync());
    }

    [Fact]
    public async Task At_a_terminal_control_c_stops_what_runs_and_keeps_the_session()
    {
        using var terminal = await PseudoTerminal.StartAsync();

        await terminal.TypeAsync("x = 5; print('run' + 'ning')\r", "running");
        await terminal.TypeAsync("import time; print('sleep' + 'ing'); time.sleep(600)\r", "sleeping", isRunning: true);
        await terminal.TypeAsync("\x03", "KeyboardInterrupt");
        await terminal.TypeAsync("x * 11\r", "55");
        await terminal.TypeAsync("exit(3)\r", null);

        Assert.Equal(3, await terminal.ExitAsync());
    }

    [Fact]
    public async Task At_a_terminal_lines_are_edited_completed_and_remembered()
    {
        using var terminal = await PseudoTerminal.StartAsync();

        await terminal.TypeAsync("elephant = 'e' * 3\r", ">>> ");
        await terminal.TypeAsync("eleph\t.up\t()\r", "'EEE'");
        await terminal.TypeAsync("2\x01" + "4\x05" + "+1\r", "43");
        await terminal.TypeAsync("dropped\x03", "KeyboardInterrupt");
        await terminal.TypeAsync("\x10\x7f" + "8\r", "50");
        await terminal.TypeAsync("\x04", null);

        Assert.Equal(0, await terminal.ExitAsync());
    }

    private static async Task<CliResult> PipeAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(CliProcess.Path, ["repl", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["CAPSULE_CACHE"] = Checkout.Cache;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await CliProcess.FinishAsync(process);
    }
}
