using System.Text.Json;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>A folder with programs in JavaScript, as npm lays them out.</summary>
internal sealed class NodeProject(CapsuleRuntime runtime) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal string Path => folder.Path;

    internal string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Loads a file as a program.</summary>
    internal Task<Outcome<LoadedProgram>> LoadAsync(string file, RunOptions? options = null) => runtime.LoadAsync(
        new ProgramRequest(System.IO.Path.Combine(Path, file), new ProjectFile()), options ?? Quiet(), TestContext.Current.CancellationToken);

    /// <summary>Runs a task of a file, by default its entry.</summary>
    internal async Task<Envelope> RunAsync(string file, RunOptions? options = null, string? task = null, params object[] arguments)
    {
        var wanted = options ?? Quiet();
        var call = new TaskCall { Task = task, Args = [.. arguments.Select(argument => JsonSerializer.SerializeToElement(argument))] };
        return (await LoadAsync(file, wanted)).TryGet(out var program, out var failure)
            ? await runtime.RunAsync(program, call, wanted, TestContext.Current.CancellationToken)
            : CapsuleRuntime.NotRun(null, failure);
    }

    /// <summary>Runs a text as <c>main.js</c>.</summary>
    internal Task<Envelope> RunTextAsync(string text, RunOptions? options = null, params object[] arguments)
    {
        Write("main.js", text);
        return RunAsync("main.js", options, null, arguments);
    }

    public void Dispose() => folder.Dispose();

    private static RunOptions Quiet() => new() { Observer = new RecordingObserver() };
}
