using Capsule.Journaling;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Durable;

/// <summary>What the journal has of one attempt. Its first entry says when the attempt began.</summary>
internal sealed class AttemptHistory
{
    private const string Begin = "begin";

    private readonly RunJournal journal;
    private readonly TaskRun run;
    private readonly int attempt;

    private AttemptHistory(
        RunJournal journal, TaskRun run, int attempt, IReadOnlyList<JournalEntry> entries, PrintedBefore? printed)
    {
        (this.journal, this.run, this.attempt) = (journal, run, attempt);
        Entries = entries;
        Printed = printed;
    }

    /// <summary>What it printed, which is not to be shown again, or null.</summary>
    internal PrintedBefore? Printed { get; }

    /// <summary>Its answers, the beginning among them.</summary>
    internal IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>When it began: where its clock starts, in each replay.</summary>
    internal DateTimeOffset Started => Entries[0].Time;

    /// <summary>Reads the history of an attempt, or begins it.</summary>
    /// <param name="journal">The run's journal.</param>
    /// <param name="run">The task.</param>
    /// <param name="attempt">The attempt, from 0.</param>
    internal static async Task<Outcome<AttemptHistory>> OpenAsync(RunJournal journal, TaskRun run, int attempt)
    {
        if (!(await journal.EntriesAsync(run.Reference.Path, attempt + 1).ConfigureAwait(false))
            .TryGet(out var entries, out var failure))
        {
            return failure;
        }

        if (entries.Count > 0)
        {
            if (run.Run.Options.Replay is not null)
            {
                return new AttemptHistory(journal, run, attempt, entries, printed: null);
            }

            return (await journal.PrintedSinceAsync(run.Reference.Path, entries[0].Time).ConfigureAwait(false))
                .TryGet(out var printed, out failure)
                ? new AttemptHistory(journal, run, attempt, entries, printed)
                : failure;
        }

        var now = journal.Clock.Now;
        var begin = new JournalEntry
        {
            Run = journal.Id,
            Task = run.Reference.Path,
            Attempt = attempt + 1,
            Position = 0,
            Kind = Begin,
            Signature = Begin,
            Time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)),
        };

        // If this is lost, so is everything behind it, and the attempt begins once more.
        failure = await journal.AppendAsync(begin, Durability.Batched).ConfigureAwait(false);
        return failure is null ? new AttemptHistory(journal, run, attempt, [begin], printed: null) : failure;
    }

    /// <summary>What new entries are made with.</summary>
    internal AttemptRecord RecordWith(DurableClock clock) => new()
    {
        Journal = journal,
        Task = run.Reference,
        Attempt = attempt,
        Clock = clock,
        IsShuttingDown = () => run.Run.IsShuttingDown,
        StopAt = run.Run.Options.Replay?.StopAt(run.Reference.Path, Entries.Count),
        Replayed = run.Run.Options.Replay?.Replayed,
    };
}
