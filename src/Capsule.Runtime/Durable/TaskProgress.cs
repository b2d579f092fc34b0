using Capsule.Envelopes;
using Capsule.Journaling;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Durable;

/// <summary>How far a task has come, as its run's journal knows.</summary>
internal sealed class TaskProgress
{
    private readonly RunJournal? journal;
    private readonly TaskReference task;

    private TaskProgress(RunJournal? journal, TaskReference task, TaskRecord? record, Envelope? finished, DateTimeOffset now)
    {
        (this.journal, this.task) = (journal, task);
        Started = record?.Started ?? now;
        Retries = (record?.Attempts ?? 1) - 1;
        IsResumed = record is not null;
        Finished = finished;
    }

    /// <summary>When its first attempt began.</summary>
    internal DateTimeOffset Started { get; }

    /// <summary>How many attempts were given up before.</summary>
    internal int Retries { get; }

    /// <summary>Whether it was begun before.</summary>
    internal bool IsResumed { get; }

    /// <summary>Its envelope, if it ended before: it is not run again.</summary>
    internal Envelope? Finished { get; }

    /// <summary>Asks the journal.</summary>
    internal static async Task<Outcome<TaskProgress>> OpenAsync(TaskRun run)
    {
        var (journal, now) = (run.Run.Journal, run.Run.Journal?.Clock.Now ?? run.Run.Time.GetUtcNow());
        if (journal is null)
        {
            return new TaskProgress(null, run.Reference, null, null, now);
        }

        var found = await journal.FindTaskAsync(run.Reference.Path).ConfigureAwait(false);
        return found.Failure is { } failure ? failure : Read(journal, run.Reference, found.Value, now);
    }

    private static Outcome<TaskProgress> Read(RunJournal journal, TaskReference task, TaskRecord? record, DateTimeOffset now)
    {
        var finished = record is { Status: var status, Envelope: { } text } && status.IsEnd() ? EnvelopeReader.TryRead(text) : null;

        // Threat: a journal from elsewhere with a number of attempts that leaves more of them than the policy.
        return record is { Attempts: < 1 } || (record is { Status: var end, Envelope: not null } && end.IsEnd() && finished is null)
            ? JournalFailures.Unreadable(journal.Id, journal.Location, $"record of task '{task.Name}'")
            : new TaskProgress(journal, task, record, finished, now);
    }

    /// <summary>An attempt begins.</summary>
    internal async Task<Failure?> BeginAsync(int retries) =>
        journal is null ? null : await journal.BeginAsync(task, retries + 1, Started).ConfigureAwait(false);

    /// <summary>Waits, without a sandbox, until the task may go on.</summary>
    internal async Task<Failure?> WaitAsync(Suspension suspension, int retries, CancellationToken cancellationToken)
    {
        if (await journal!.SuspendAsync(task, retries + 1, Started, suspension).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var timer = suspension.WakeAt is { } end
                ? LongDelay.UntilAsync(() => journal.Clock.Until(end), journal.Time, limit.Token)
                : Task.Delay(Timeout.Infinite, limit.Token);
            var signal = suspension.Signals.Count == 0
                ? Task.Delay(Timeout.Infinite, limit.Token)
                : journal.Signals.WatchAsync(suspension.Signals, limit.Token);
            await await Task.WhenAny(timer, signal).ConfigureAwait(false);
            await limit.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new Failure(ErrorType.Cancelled, "the task was cancelled while it waited");
        }

        return task.Path.IsRoot ? await journal.ChangeAsync(RunState.Running).ConfigureAwait(false) : null;
    }

    /// <summary>It ended.</summary>
    internal async Task<Failure?> EndAsync(Envelope envelope) =>
        journal is null ? null : await journal.EndAsync(task, Started, envelope).ConfigureAwait(false);
}
