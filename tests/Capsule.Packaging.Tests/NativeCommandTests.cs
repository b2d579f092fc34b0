namespace Capsule.Packaging.Tests;

/// <summary>The natively published command, from its archive: what ahead-of-time compilation could have left out.</summary>
public sealed class NativeCommandTests(Release release) : IAsyncLifetime
{
    private readonly Machine machine = new();

    /// <summary>What is tried: the archive's command, or another one, such as that of another processor in an emulator (eng/arm64-check.sh).</summary>
    private string Command => Other ?? Path.Combine(machine.Path, "capsule", "capsule");

    private static string? Other => Environment.GetEnvironmentVariable("CAPSULE_TEST_COMMAND");

    public async ValueTask InitializeAsync()
    {
        if (Other is not null)
        {
            return;
        }

        Release.Require();
        await machine.ShellAsync($"mkdir capsule && tar -xzf '{release.Archive}' -C capsule --strip-components 1");
    }

    public ValueTask DisposeAsync()
    {
        machine.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("run -c 'while True: pass'", "fuel_exhausted")]
    [InlineData("run -c 'bytearray(1 << 30)'", "memory_exceeded")]
    [InlineData("run -c 'open(\"/etc/passwd\")'", "/etc/passwd")]
    [InlineData("run -c 'import urllib.request; urllib.request.urlopen(\"http://127.0.0.1:1\")'", "the task may not reach")]
    public async Task Limits_and_denials_are_typed(string arguments, string expected)
    {
        var result = await machine.TryShellAsync($"{Command} {arguments}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_run_that_was_killed_while_it_waited_is_signalled_and_resumed()
    {
        machine.Write("approve.py", """
            from capsule import task, wait_for_signal

            @task(name="main")
            def main():
                return wait_for_signal("approved")
            """);

        await machine.ShellAsync($"{Command} run --durable approve.py & until {Command} runs | grep -q waiting; do sleep 0.1; done; kill -9 $!");
        await machine.ShellAsync($"{Command} signal latest approved '\"yes\"'");

        Assert.Equal("yes\n", await machine.ShellAsync($"{Command} resume latest"));
        Assert.Contains("succeeded", await machine.ShellAsync($"{Command} runs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_built_inspected_and_executed()
    {
        machine.Write("tool.py", "from capsule import task\n@task(ram='64MB')\ndef main(a: int) -> int:\n    return a + 1\n");

        await machine.ShellAsync($"{Command} build tool.py -o tool.wasm");

        Assert.Equal("42\n", await machine.ShellAsync($"{Command} exec tool.wasm 41"));
        Assert.Contains("64", await machine.ShellAsync($"{Command} inspect tool.wasm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_read_and_written_where_they_are_granted()
    {
        machine.Write("data/in.txt", "some words");

        Assert.Equal("SOME WORDS\n", await machine.ShellAsync(
            $"{Command} run --mount ./data:rw -c 'open(\"data/out.txt\", \"w\").write(open(\"data/in.txt\").read().upper())' && cat data/out.txt && echo"));
    }

    [Fact]
    public async Task A_session_keeps_its_state() =>
        Assert.Equal("21\n", await machine.ShellAsync($"printf 'x = 20\\nx + 1\\n' | {Command} repl"));

    [Fact]
    public async Task The_server_beside_the_command_executes_code()
    {
        Assert.SkipWhen(Other is not null, "the command becomes the server, which an emulator does not follow");
        var answer = await machine.ShellAsync(
            $$"""
            {{Command}} serve --listen http://127.0.0.1:0 --data data >out & trap 'kill $!' EXIT
            until grep -q curl out; do kill -0 $!; sleep 0.1; done
            sed -n 's/^ *\(export .*\|curl .*\)$/\1/p' out >try; . ./try
            """);
        Assert.StartsWith("{\"success\":true,\"result\":42,", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_repl_and_the_server_for_models_answer()
    {
        Assert.Equal("42\n", await machine.ShellAsync($"echo '6 * 7' | {Command} repl"));
        var request = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
        Assert.Contains("\"serverInfo\"", await machine.ShellAsync($"(echo '{request}'; sleep 3) | {Command} mcp"), StringComparison.Ordinal);
    }
}
