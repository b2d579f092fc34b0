using System.Diagnostics;

namespace Capsule.Cli.Tests.Support;

/// <summary>Runs the real program, as a shell would.</summary>
internal static class CliProcess
{
    /// <summary>Where the build puts the program: not among the tests' own binaries, which have other libraries.</summary>
    internal static string Folder { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Capsule.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name));

    internal static string Path { get; } = System.IO.Path.Combine(Folder, "capsule");

    internal static Task<CliResult> RunAsync(params string[] arguments) => RunAsync(null, null, arguments);

    internal static Task<CliResult> RunInAsync(string folder, params string[] arguments) =>
        RunAsync(folder, null, arguments);

    internal static async Task<CliResult> RunAsync(
        string? folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs an installation that lies elsewhere.</summary>
    internal static async Task<CliResult> RunProgramAsync(string program, params string[] arguments)
    {
        using var process = Start(program, null, null, arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs the command in a process of this test program, whose journal kills it.</summary>
    /// <param name="fault">Where, as <see cref="Capsule.Tests.Journaling.FaultPoint"/> reads it.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">The command line.</param>
    internal static async Task<CliResult> RunFaultyAsync(string fault, string folder, params string[] arguments)
    {
        using var process = Start(Environment.ProcessPath!, folder, null, [Program.FaultyCommand, fault, .. arguments]);
        return await FinishAsync(process);
    }

    /// <summary>Runs a script of the shell; nothing is on its standard input.</summary>
    internal static async Task<CliResult> ShellAsync(string script)
    {
        using var process = Start("/bin/sh", null, null, ["-c", script]);
        return await FinishAsync(process);
    }

    internal static Process Start(
        string? folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        Start(Path, folder, environment, arguments);

    /// <summary>Runs the program with its standard input open.</summary>
    internal static Process StartWithInput(string? folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        Start(Path, folder, environment, arguments, hasInput: true);

    private static Process Start(
        string program, string? folder, IReadOnlyDictionary<string, string>? environment, string[] arguments, bool hasInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["CAPSULE_CACHE"] = Checkout.Cache;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (!hasInput)
        {
            process.StandardInput.Close();
        }

        return process;
    }

    internal static async Task<CliResult> FinishAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience.Time);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CliResult(process.ExitCode, await output, await error);
    }
}
