using System.Globalization;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Runtime.Execution;
using Spectre.Console;

namespace Capsule.Cli.Display;

/// <summary>
/// Passes on what tasks print, as it happens, and tells the life of each task when asked to.
/// </summary>
/// <param name="terminal">The streams.</param>
/// <param name="outputGoesToError">Whether standard output is kept for the envelope.</param>
/// <param name="isVerbose">Whether the life of tasks is told.</param>
internal sealed class RunDisplay(Terminal terminal, bool outputGoesToError, bool isVerbose) : IRunObserver
{
    private readonly Lock gate = new();
    private readonly Stream error = Console.OpenStandardError();

    public void OnTaskStarted(TaskReference task, int attempt) =>
        Tell("●", Color.Blue, attempt == 1 ? $"{task.Name}: started" : $"{task.Name}: started, attempt {attempt}");

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        var toError = channel == OutputChannel.Error || outputGoesToError;
        try
        {
            Write(toError ? error : terminal.Output, bytes);
        }
        catch (Exception e) when (StandardOutput.IsFailure(e))
        {
            if (!toError)
            {
                terminal.LoseOutput(e);
            }
        }
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure) =>
        Tell("↻", Color.Yellow, $"{task.Name}: {failure.Type.ToName()}: {FirstLine(failure.Message)}; retry {attempt}");

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        var execution = envelope.Execution;
        var outcome = envelope.Error is { } failure ? $"failed ({failure.Type.ToName()})" : "done";
        Tell(
            envelope.Success ? "✓" : "✗", envelope.Success ? Color.Green : Color.Red,
            string.Create(CultureInfo.InvariantCulture,
                $"{execution.TaskName}: {outcome} in {execution.DurationMs:0.0} ms, compute {execution.FuelConsumed:N0}, memory {execution.RamUsed / 1e6:0.0} MB"));
    }

    private void Write(Stream stream, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }

    private void Tell(string mark, Color color, string text)
    {
        if (!isVerbose)
        {
            return;
        }

        lock (gate)
        {
            terminal.Styled.Write(new Text(mark + " ", new Style(color)), text);
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
