using System.Text.Json;
using System.Text;
using Capsule.Envelopes;
using Capsule.Journaling;
using Capsule.Json;

namespace Capsule.Runtime.Durable;

/// <summary>What somebody other than its tasks may do to a journaled run.</summary>
internal static class RunControl
{
    private const int LongestName = 200;
    private const int LongestPayload = 1 << 20;

    /// <summary>Sends a signal. Gives null, or why it was not sent.</summary>
    /// <param name="journal">The run's journal.</param>
    /// <param name="run">The run.</param>
    /// <param name="name">What <c>wait_for_signal</c> names.</param>
    /// <param name="payload">What it returns, as JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<Failure?> SignalAsync(
        IJournal journal, RunId run, string name, string payload, CancellationToken cancellationToken = default) =>
        Check(name, payload) ?? await journal.SendAsync(
            new JournalWrite.SendSignal(run, name, payload, TimeProvider.System.GetUtcNow()), cancellationToken).ConfigureAwait(false);

    /// <summary>Ends a run for good. Gives null, or why it was not done.</summary>
    internal static async Task<Failure?> CancelAsync(IJournal journal, RunId run, CancellationToken cancellationToken = default)
    {
        var request = new JournalWrite.RequestCancel(run, TimeProvider.System.GetUtcNow());
        if (await journal.SendAsync(request, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        // The process that executes the run sees the request. If there is none, the run ends here.
        return await EndAsync(journal, run, new Failure(ErrorType.Cancelled, "the run was cancelled"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a run that nobody executes, and that nobody can. Gives null, also where somebody executes it, or why it was not done.</summary>
    internal static async Task<Failure?> EndAsync(IJournal journal, RunId run, Failure reason, CancellationToken cancellationToken = default)
    {
        if ((await journal.AcquireAsync(run, cancellationToken).ConfigureAwait(false)).Value is not { } lease)
        {
            return null;
        }

        await using (lease.ConfigureAwait(false))
        {
            if ((await journal.RunAsync(run, cancellationToken).ConfigureAwait(false)).Value is not { } record || record.Status.IsEnd())
            {
                return null;
            }

            var envelope = CapsuleRuntime.NotRun(record.Start.Task, reason) with { RunId = run.ToString() };
            var end = RunState.Ended(RunJournal.StatusOf(envelope), Encoding.UTF8.GetString(envelope.ToJson()));
            return await lease.WriteAsync(
                new JournalWrite.ChangeRun(run, end, TimeProvider.System.GetUtcNow()), Durability.Durable, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The envelope that a run ended with.</summary>
    /// <param name="journal">Where its journal is.</param>
    /// <param name="run">The run.</param>
    /// <param name="envelope">What the journal has.</param>
    internal static Envelope EnvelopeOf(string journal, RunRecord run, string envelope) =>
        (EnvelopeReader.TryRead(envelope) is { } ended ? ended
            : CapsuleRuntime.NotRun(run.Start.Task, JournalFailures.Unreadable(run.Id, journal, "envelope"))) with
        {
            RunId = run.Id.ToString(),
        };

    private static Failure? Check(string name, string json)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            return Failure.Config($"a signal's name has 1 to {LongestName} characters, none of them a control character");
        }

        if (json.Length > LongestPayload)
        {
            return Failure.Config($"a signal carries at most {LongestPayload} characters of JSON, not {json.Length}");
        }

        try
        {
            _ = BoundedJson.Parse(Encoding.UTF8.GetBytes(json), JsonBounds.Message);
            return null;
        }
        catch (JsonException e)
        {
            var shown = json.Length > 60 ? json[..60] + "…" : json;
            return Failure.Config($"{JsonEncodedText.Encode(shown)} is not JSON: {e.Message} (a text is JSON in quotes: '\"yes\"')");
        }
    }
}
