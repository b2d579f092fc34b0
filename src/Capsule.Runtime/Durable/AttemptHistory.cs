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

    private AttemptHistory(RunJournal journal, TaskRun run, int attempt, IReadOnlyList<JournalEntry> entries)
    {
        (this.journal, this.run, this.attempt) = (journal, run, attempt);
        Entries = entries;
    }

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
            return new AttemptHistory(journal, run, attempt, entries);
        }

        var now = journal.Time.GetUtcNow();
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
        return failure is null ? new AttemptHistory(journal, run, attempt, [begin]) : failure;
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
