using System.Diagnostics;

namespace Capsule.Tests.Journaling;

/// <summary>This test program, started once more to do a job in a process of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    internal const string Argument = "journal-child";

    private readonly Process process;

    internal ChildProcess(params IEnumerable<string> job)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, .. job])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        process = Process.Start(start)!;
    }

    /// <summary>The next line that it prints, or null at its end.</summary>
    internal Task<string?> LineAsync() => process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Has it do what it waits for.</summary>
    internal Task TellAsync(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>Lets it end.</summary>
    internal void CloseInput() => process.StandardInput.Close();

    /// <summary>Ends it with SIGKILL.</summary>
    internal void Kill() => process.Kill();

    /// <summary>Stops it where it is, as a machine does that is suspended.</summary>
    internal Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Has it go on, as if no time had passed.</summary>
    internal Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>All that it still prints, when it has ended.</summary>
    internal async Task<string[]> EndAsync()
    {
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // What follows the last line break may be half a line.
        return text.Split('\n')[..^1];
    }

    internal async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }
}
