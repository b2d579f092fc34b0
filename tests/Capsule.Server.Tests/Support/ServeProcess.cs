using System.Diagnostics;
using System.Text;

namespace Capsule.Server.Tests.Support;

/// <summary>The real <c>capsule serve</c>.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private ServeProcess(Process process) => this.process = process;

    internal int Id => process.Id;

    /// <summary>The command.</summary>
    internal static string Program => Path.Combine(Checkout.Root, "artifacts", "bin", "Capsule.Cli", Configuration, "capsule");

    /// <summary>What it has printed so far.</summary>
    internal string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    internal string Url => Between("listens on ", "\n");

    internal string Key => Between("export CAPSULE_API_KEY=", "\n");

    internal static ServeProcess Start(params string[] flags) => StartIn(null, new Dictionary<string, string>(), flags);

    /// <summary>Starts it in a folder, with more variables.</summary>
    internal static ServeProcess StartIn(string? folder, IReadOnlyDictionary<string, string> variables, params string[] flags)
    {
        var start = new ProcessStartInfo(Program, ["serve", .. flags])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
            Environment = { ["CAPSULE_CACHE"] = Checkout.Cache },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var server = new ServeProcess(Process.Start(start)!);
        server.process.OutputDataReceived += (_, line) => server.Add(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Add(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it serves.</summary>
    internal Task ReadyAsync() => Patience.UntilAsync(() => Output.Contains("curl ", StringComparison.Ordinal), $"the server starts: {Output}");

    /// <summary>Waits until it has ended; gives its exit code.</summary>
    internal async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;

    private void Add(string? line)
    {
        lock (output)
        {
            output.Append(line).Append('\n');
        }
    }

    private string Between(string start, string end)
    {
        var text = Output;
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
