using System.Diagnostics;
using System.Text.Json;

namespace Capsule.Cli.Tests.Support;

/// <summary>A real worker, to write lines to and read lines from.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly CancellationTokenSource patience = new(Patience.Time);

    private WorkerProcess(Process process) => Process = process;

    internal Process Process { get; }

    /// <summary>Starts a worker and waits until it is ready.</summary>
    internal static Task<WorkerProcess> StartAsync(string? folder = null, params string[] flags) =>
        StartWithAsync(new Dictionary<string, string>(), folder, flags);

    /// <summary>Likewise, with more variables.</summary>
    internal static async Task<WorkerProcess> StartWithAsync(
        IReadOnlyDictionary<string, string> environment, string? folder = null, params string[] flags)
    {
        var start = new ProcessStartInfo(CliProcess.Path, ["worker", .. flags])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder ?? "",
            Environment =
            {
                ["CAPSULE_CACHE"] = Checkout.Cache,
                ["CAPSULE_STATE"] = Path.Combine(folder ?? Path.GetTempPath(), "capsule-state"),
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var worker = new WorkerProcess(Process.Start(start)!);
        var ready = await worker.ReadAsync();
        Assert.Equal("ready", ready.GetProperty("event").GetString());
        Assert.Equal(1, ready.GetProperty("protocol").GetInt32());
        return worker;
    }

    internal async Task WriteAsync(string line)
    {
        await Process.StandardInput.WriteAsync(line + "\n");
        await Process.StandardInput.FlushAsync(patience.Token);
    }

    /// <summary>A request to run a program that is given as text.</summary>
    internal Task RunAsync(int id, string source, string rest = "") => WriteAsync(
        $"{{\"id\": {id}, \"method\": \"run\", \"source\": {JsonSerializer.Serialize(source)}{(rest.Length > 0 ? ", " : "")}{rest}}}");

    /// <summary>The next line, as JSON.</summary>
    internal async Task<JsonElement> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("the worker ended");

    /// <summary>The answer that comes next; events before it are skipped.</summary>
    internal async Task<JsonElement> ReadResultAsync()
    {
        while (true)
        {
            var line = await ReadAsync();
            if (line.GetProperty("event").GetString() == "result")
            {
                return line;
            }
        }
    }

    /// <summary>Ends the input; gives everything that the worker still says, and its exit code.</summary>
    internal async Task<(int ExitCode, List<JsonElement> Lines)> EndAsync()
    {
        Process.StandardInput.Close();
        return await FinishAsync();
    }

    /// <summary>Reads until the worker ends.</summary>
    internal async Task<(int ExitCode, List<JsonElement> Lines)> FinishAsync()
    {
        var lines = new List<JsonElement>();
        while (await TryReadAsync() is { } line)
        {
            lines.Add(line);
        }

        await Process.WaitForExitAsync(patience.Token);
        return (Process.ExitCode, lines);
    }

    public ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
        patience.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement?> TryReadAsync() =>
        await Process.StandardOutput.ReadLineAsync(patience.Token) is { } line ? JsonElement.Parse(line) : null;
}
