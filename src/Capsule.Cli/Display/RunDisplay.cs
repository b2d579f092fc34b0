using System.Globalization;
using Capsule.Errors;
using Capsule.Journaling;
using Capsule.Runtime;
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
    private readonly OpenLines lines = new();
    private RunId? run;
    private Exception? loss;
    private bool isJournalLost;

    public void OnJournalLost(Failure failure)
    {
        lock (gate)
        {
            if (!isJournalLost)
            {
                terminal.WriteWarning($"the run is not journaled to its end: {failure.Message}");
            }

            isJournalLost = true;
        }
    }

    public void OnTaskStarted(TaskReference task, int attempt) =>
        Tell("●", Color.Blue, task, $"{task.Name}: started{(attempt == 1 ? "" : $", attempt {attempt}")}");

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            Write(channel, task.Path.IsRoot ? bytes : lines.Complete(task.Path, channel, bytes));
        }

        TellLoss();
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure) =>
        Tell("↻", Color.Yellow, task, $"{task.Name}: {failure.Type.ToName()}: {failure.Message}; retry {attempt}");

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        lock (gate)
        {
            Write(OutputChannel.Output, lines.Rest(task.Path, OutputChannel.Output));
            Write(OutputChannel.Error, lines.Rest(task.Path, OutputChannel.Error));
        }

        TellLoss();

        var execution = envelope.Execution;
        foreach (var request in execution.HostRequests)
        {
            Tell("→", Color.Grey, task, $"{request.Method} {request.Url}: {request.Error ?? request.Status?.ToString(CultureInfo.InvariantCulture)}, {Sizes.Show(request.Bytes)} in {Times.Show(TimeSpan.FromMilliseconds(request.DurationMs))}");
        }

        var outcome = envelope.Error is { } failure ? $"failed ({failure.Type.ToName()})" : "done";
        Tell(
            envelope.Success ? "✓" : "✗", envelope.Success ? Color.Green : Color.Red, task,
            $"{execution.TaskName}: {outcome} in {execution.DurationMs:0.0} ms, compute {execution.FuelConsumed:N0}, memory {execution.RamUsed / 1e6:0.0} MB");
    }

    public void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals) =>
        Tell("…", Color.Aqua, task, $"{task.Name}: waits{(signals.Count > 0 ? $" for the signal {string.Join(" or ", signals.Select(signal => $"'{signal}'"))}" : "")}{(wakeAt is { } time ? $" until {Times.Show(time)}" : "")}{(signals.Count > 0 && run is { } id ? $" (capsule signal {id} {signals[0]})" : "")}");

    public void OnRunStarted(RunId run) => this.run = run;

    private void Tell(string mark, Color color, TaskReference task, DisplayText text)
    {
        if (!isVerbose)
        {
            return;
        }

        lock (gate)
        {
            terminal.Tell(new string(' ', 2 * task.Path.Depth) + mark + " ", color, text);
        }
    }

    private void Write(OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var toError = channel == OutputChannel.Error || outputGoesToError;
        try
        {
            terminal.PassOn(bytes, toError);
        }
        catch (Exception e) when (StandardOutput.IsFailure(e))
        {
            loss = toError ? loss : e;
        }
    }

    /// <summary>Ends the run, which prints as it ends: so not while others are kept from printing.</summary>
    private void TellLoss()
    {
        if (loss is { } failure)
        {
            terminal.LoseOutput(failure);
        }
    }
}
