using System.Diagnostics;

namespace Capsule.Packaging.Tests;

/// <summary>A machine as a new user has it: a home with nothing in it, and no variables of ours.</summary>
internal sealed class Machine : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal string Path => folder.Path;

    internal string Home => Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, "home")).FullName;

    public void Dispose() => folder.Dispose();

    internal string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Runs a script of the shell in the machine's folder, and requires that it succeeds.</summary>
    internal async Task<string> ShellAsync(string script, params (string Name, string Value)[] variables)
    {
        var (exitCode, output, error) = await TryShellAsync(script, variables);
        Assert.True(exitCode == 0, $"{script}\nhas ended with {exitCode}:\n{output}{error}");
        return output;
    }

    /// <summary>Runs a script of the shell, however it ends.</summary>
    internal Task<(int ExitCode, string Output, string Error)> TryShellAsync(string script, params (string Name, string Value)[] variables) =>
        RunAsync(script, Patience.Time, variables);

    /// <summary>Runs a script of the shell that may take longer than others.</summary>
    internal async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string script, TimeSpan longest, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CAPSULE_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = Home;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(longest);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
