using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Output that nobody reads, that has no place, or that a terminal would obey; and programs that are no files.</summary>
public sealed class HostileOutputTests : IDisposable
{
    private const string Endless = "from capsule import task\n@task(name='main', compute=10**15)\ndef main():\n    while True: print('x' * 1000)\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_whose_reader_is_gone_ends_in_silence()
    {
        var result = await CliProcess.ShellAsync($"{{ '{CliProcess.Path}' run '{folder.Write("main.py", Endless)}'; echo $? >&2; }} | head -c 1 > /dev/null");

        Assert.Equal("141\n", result.Error);
    }

    [Fact]
    public async Task A_run_whose_output_has_no_place_ends_with_one_line()
    {
        var result = await CliProcess.ShellAsync($"'{CliProcess.Path}' run '{folder.Write("main.py", Endless)}' > /dev/full");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: the output cannot be written: No space left", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_standard_output_ends_with_one_line()
    {
        var result = await CliProcess.ShellAsync($"'{CliProcess.Path}' run '{folder.Write("main.py", "def main(): return 1\n")}' >&-");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: the output cannot be written", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_no_program()
    {
        var result = await CliProcess.ShellAsync($"mkfifo '{folder.Path}/x.py' && '{CliProcess.Path}' run '{folder.Path}/x.py'");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("x.py is a pipe, a socket or a device", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_among_the_modules_of_a_program_is_refused()
    {
        folder.Write("main.py", "import helper\ndef main(): return 1\n");

        var result = await CliProcess.ShellAsync($"mkfifo '{folder.Path}/helper.py' && '{CliProcess.Path}' run '{folder.Path}/main.py'");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("helper.py is a pipe, a socket or a device", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_does_not_move_the_cursor_or_turn_the_line()
    {
        var file = folder.Write("main.py", "def main(): raise ValueError('a\\x1b[2J\\x9b\\x07\\u202eb\\u2066c\\rd')\n");

        var result = await CliProcess.RunAsync("run", file);

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain(result.Error, letter => letter is '\x1b' or '\x9b' or '\x07' or '\u202e' or '\u2066' or '\r');
        Assert.Contains(@"b\u2066c\rd", result.Error, StringComparison.Ordinal);
    }
}
