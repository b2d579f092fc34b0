namespace Capsule.Journaling;

/// <summary>What is asked about runs. Nothing here waits for those who write.</summary>
public interface IJournalReader
{
    /// <summary>Where it is, for messages: a path.</summary>
    string Location { get; }

    /// <summary>Lists runs, youngest first.</summary>
    ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>Gives one run; fails when there is none.</summary>
    ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default);

    /// <summary>Lists the tasks of a run in the order in which they were first written, or only one of them, if it was written.</summary>
    ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellationToken = default);

    /// <summary>Lists some of the tasks of a run in the order in which they were first written, as <see cref="TasksAsync"/> lists all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="from">How many tasks of the list are before the first one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the answers that an attempt of a task got, some hundreds at a time. Fails rather than skip one that is damaged.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="task">The task.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="from">The first position.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default);

    /// <summary>Reads what others want of a run. Cheap enough to be asked a few times in a second.</summary>
    ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default);

    /// <summary>Reads what the tasks of a run printed, some hundred chunks at a time; an empty list at the end.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The number of the last chunk that is known, or 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(RunId run, long after, CancellationToken cancellationToken = default);
}
