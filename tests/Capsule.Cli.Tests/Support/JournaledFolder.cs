using System.Diagnostics;
using System.Text.Json;

namespace Capsule.Cli.Tests.Support;

/// <summary>A project folder with a program, the runs of which are journaled in it.</summary>
internal sealed class JournaledFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal JournaledFolder(string program) => folder.Write("main.py", program);

    internal string Path => folder.Path;

    internal string Write(string name, string text) => folder.Write(name, text);

    internal Task<CliResult> RunAsync(params string[] arguments) => CliProcess.RunInAsync(Path, arguments);

    /// <summary>Starts the program in a process of its own.</summary>
    internal Process Start(params string[] arguments) => CliProcess.Start(Path, null, arguments);

    /// <summary>The runs, as <c>capsule runs --json</c> lists them.</summary>
    internal async Task<JsonElement[]> RunsAsync()
    {
        var listed = await RunAsync("runs", "--json");
        return listed.ExitCode == 0 ? [.. listed.Json.EnumerateArray()] : [];
    }

    /// <summary>The only run.</summary>
    internal async Task<JsonElement> OnlyRunAsync() => Assert.Single(await RunsAsync());

    /// <summary>Waits until the only run has come so far; gives its id.</summary>
    internal async Task<string> WaitForAsync(string status)
    {
        var id = "";
        await Patience.UntilAsync(
            async () =>
            {
                var run = await RunsAsync() is [var only] ? only : default;
                id = run.ValueKind == JsonValueKind.Object ? run.GetProperty("id").GetString()! : "";
                return id.Length > 0 && run.GetProperty("status").GetString() == status;
            },
            $"the run is {status}");
        return id;
    }

    /// <summary>Kills a process as the kernel does when memory is short.</summary>
    internal static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => folder.Dispose();
}
