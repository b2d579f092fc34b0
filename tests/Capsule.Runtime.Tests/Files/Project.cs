using System.Diagnostics;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>A project on the host, with the program <c>main.py</c>; beside it lies a file that no task may reach.</summary>
internal sealed class Project : IDisposable
{
    internal const string Secret = "the-host's-secret";

    private readonly TemporaryFolder outside = new();
    private readonly CapsuleRuntime runtime;

    internal Project(CapsuleRuntime runtime)
    {
        this.runtime = runtime;
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Of("data"));
        outside.Write("secret.txt", Secret);
        outside.Write("other/secret.txt", Secret);
    }

    /// <summary>The project's folder.</summary>
    internal string Path => System.IO.Path.Combine(outside.Path, "project");

    /// <summary>The folder that the project lies in.</summary>
    internal string Outside => outside.Path;

    internal string Of(string name) => System.IO.Path.Combine(Path, name);

    internal string Write(string name, string text) => outside.Write("project/" + name, text);

    internal string Read(string name) => File.ReadAllText(Of(name));

    /// <summary>Runs a task <c>main</c> with a body.</summary>
    /// <param name="body">Python.</param>
    /// <param name="grants">Its <c>allowed_files</c>.</param>
    /// <param name="options">More of the run.</param>
    internal Task<Envelope> RunAsync(string body, string grants = "['./data']", RunOptions? options = null) =>
        RunFileAsync(SourceOf(body, grants), options);

    internal async Task<Envelope> RunFileAsync(string source, RunOptions? options = null)
    {
        var wanted = options ?? new RunOptions();
        return (await LoadFileAsync(source, wanted)).TryGet(out var program, out var failure)
            ? await runtime.RunAsync(program, new TaskCall(), wanted, TestContext.Current.CancellationToken)
            : CapsuleRuntime.NotRun(null, failure);
    }

    /// <summary>Runs a task <c>main</c> with a body several times at once.</summary>
    internal async Task<Envelope[]> RunAtOnceAsync(string body, int times)
    {
        var options = new RunOptions();
        var program = (await LoadFileAsync(SourceOf(body, "['./data']"), options)).Get();
        return await Task.WhenAll(Enumerable.Range(0, times).Select(
            _ => runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken)));
    }

    /// <summary>The name of the exception that a body raises, with its error number by name.</summary>
    internal async Task<string> ErrorOfAsync(string body, string grants = "['./data']", RunOptions? options = null)
    {
        var indented = string.Join('\n', body.Split('\n').Select(line => "    " + line));
        var envelope = await RunAsync(
            $"import errno\ntry:\n{indented}\nexcept OSError as e:\n    return type(e).__name__ + ' ' + errno.errorcode[e.errno]\nreturn 'none'",
            grants, options);
        return envelope.Json().Trim('"');
    }

    private static string SourceOf(string body, string grants) =>
        Sources.MainOf(body, $"allowed_files={grants}", "import os, pathlib, shutil");

    private Task<Outcome<LoadedProgram>> LoadFileAsync(string source, RunOptions options) => runtime.LoadAsync(
        new ProgramRequest(Write("main.py", source), new ProjectFile()), options, TestContext.Current.CancellationToken);

    /// <summary>Names that are no UTF-8, and paths that are too long, are nothing that .NET deletes.</summary>
    public void Dispose()
    {
        using var remove = Process.Start("rm", ["-rf", Path]);
        remove.WaitForExit();
        outside.Dispose();
    }
}
