using System.Diagnostics;
using System.Text;

namespace Capsule.Cli.Tests.Support;

/// <summary>The program's interactive mode at a pseudo-terminal, which util-linux's <c>script</c> makes.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly TemporaryFolder state = new();
    private readonly StringBuilder screen = new();
    private readonly SemaphoreSlim more = new(0);
    private readonly Process process;
    private int seen;

    private PseudoTerminal()
    {
        // Without exec a shell stays between: Ctrl-C reaches it as well, and some shells end by it.
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", $"stty cols 80 rows 24; exec {CliProcess.Path} repl", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["CAPSULE_CACHE"] = Checkout.Cache;
        start.Environment["CAPSULE_STATE"] = state.Path;
        start.Environment["TERM"] = "xterm";
        process = Process.Start(start)!;
        _ = ListenAsync();
    }

    internal static async Task<PseudoTerminal> StartAsync()
    {
        var terminal = new PseudoTerminal();
        await terminal.WaitForAsync(">>> ");
        return terminal;
    }

    /// <summary>Types something, and waits until something shows after it, and then the next prompt.</summary>
    internal async Task TypeAsync(string keys, string? until, bool isRunning = false)
    {
        lock (screen)
        {
            seen = screen.Length;
        }

        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
        if (until is not null)
        {
            await WaitForAsync(until);
            await WaitForAsync(until is "... " or ">>> " || isRunning ? "" : ">>> ");
        }
    }

    internal async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Time);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
        more.Dispose();
        state.Dispose();
    }

    private async Task WaitForAsync(string text)
    {
        while (true)
        {
            lock (screen)
            {
                var at = screen.ToString().IndexOf(text, seen, StringComparison.Ordinal);
                if (at >= 0)
                {
                    seen = at + text.Length;
                    return;
                }
            }

            if (!await more.WaitAsync(Patience.Time))
            {
                Assert.Fail($"'{text}' did not come; the terminal shows:\n{Shown()}");
            }
        }
    }

    /// <summary>Everything shown so far: output arrives on another thread, and a builder must not grow while it is read.</summary>
    private string Shown()
    {
        lock (screen)
        {
            return screen.ToString();
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new char[4096];
        for (int read; (read = await process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            lock (screen)
            {
                screen.Append(buffer, 0, read);
            }

            more.Release();
        }
    }
}
