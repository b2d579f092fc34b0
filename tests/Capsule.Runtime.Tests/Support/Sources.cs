using System.Text.Json;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Tests.Support;

/// <summary>Short ways to run programs in tests.</summary>
internal static class Sources
{
    /// <summary>Runs the entry of a program that is given as text.</summary>
    internal static Task<Envelope> RunAsync(
        this CapsuleRuntime runtime, string source, string? task = null, IRunObserver? observer = null,
        TaskLimits? overrides = null, CancellationToken? cancellationToken = null, params object[] arguments) =>
        runtime.RunAsync(
            ProgramSource.FromText(source),
            new TaskCall { Task = task, Args = [.. arguments.Select(argument => JsonSerializer.SerializeToElement(argument))] },
            new RunOptions
            {
                Observer = observer ?? new RecordingObserver(),
                Overrides = overrides ?? TaskLimits.None,
            },
            cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>A program whose task <c>main</c> has a body and options.</summary>
    internal static string MainOf(string body, string options = "", string before = "")
    {
        var indented = string.Join('\n', body.Split('\n').Select(line => "    " + line));
        return $"from capsule import task\n{before}\n@task(name='main'{(options.Length > 0 ? ", " + options : "")})\ndef main(*args, **kwargs):\n{indented}\n";
    }

    /// <summary>The result of a run that must succeed, as JSON.</summary>
    internal static string Json(this Envelope envelope)
    {
        Assert.True(envelope.Success, $"{envelope.Error?.Type}: {envelope.Error?.Message}\n{envelope.Error?.Traceback}");
        return envelope.Result.GetRawText();
    }
}
