using Capsule.Cli.Display;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Tells how to resume a durable run that has not ended.</summary>
internal static class Interrupted
{
    internal static async Task ExplainAsync(Terminal terminal, ProjectJournal project, IJournalReader journal, Envelope envelope)
    {
        if (envelope.Error?.Type is not (ErrorType.Cancelled or ErrorType.JournalError or ErrorType.LeaseLost)
            || !RunId.TryParse(envelope.RunId, out var run))
        {
            return;
        }

        // A journal that cannot be read now may be readable later.
        var record = await journal.RunAsync(run).ConfigureAwait(false);
        if (record.Value is not { Start.IsDurable: false } && record.Value?.Status.IsEnd() != true)
        {
            if (record.Value?.State.AwaitedSignal is { } signal)
            {
                terminal.Tell($"It waits for a signal. Send it: {project.SignalCommand(run, signal)}");
            }

            terminal.Tell($"Run {run} is not over. Resume it: {project.ResumeCommand(run)}");
        }
    }
}
