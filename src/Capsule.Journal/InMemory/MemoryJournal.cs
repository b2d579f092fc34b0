using Capsule.Journaling;

namespace Capsule.Journal.InMemory;

/// <summary>
/// A journal that is gone with its process: for runs that nobody resumes. Bounded; what is durable for others is not for it.
/// </summary>
public sealed class MemoryJournal(MemoryJournalOptions? options = null) : IJournal
{
    private const int MostOfPage = 1000;
    private readonly Lock changes = new();
    private readonly MemoryRuns runs = new(options ?? new());
    private readonly RunWatches watches = new();
    private long lastNumber;

    /// <inheritdoc/>
    public string Location => "(in memory)";

    /// <inheritdoc/>
    public ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            if (runs.Find(start.IdempotencyKey) is { } known)
            {
                return new(new RunCreation(known.View(), Lease: null));
            }

            var run = new MemoryRun(start);
            var failure = runs.Find(start.Id) is null ? runs.Add(run) : JournalFailures.RunExists(start.Id);
            if (failure is not null)
            {
                return new(failure);
            }

            var lease = Own(run);
            return new(new RunCreation(run.View(), lease));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(Find<IRunLease>(run, found => found.IsOwned ? JournalFailures.Owned(run) : Own(found)));

    /// <inheritdoc/>
    public ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default) => new(Write(write));

    private Failure? Write(JournalWrite write)
    {
        Failure? failure;
        lock (changes)
        {
            failure = runs.Apply(write, () => ++lastNumber);
        }

        if (failure is null)
        {
            watches.Tell(write);
        }

        return failure;
    }

    /// <inheritdoc/>
    public IRunWatch Watch(RunId run) => watches.Add(run, isTold: true);

    /// <inheritdoc/>
    public ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default) => new((Failure?)null);

    /// <inheritdoc/>
    public ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            var ended = runs.YoungestFirst.Where(run => run.Record.Ended is not null)
                .OrderByDescending(run => run.Record.Ended)
                .Skip(Math.Max(0, retention.KeepLast))
                .Where(run => run.Record.Ended < retention.EndedBefore && !run.IsOwned)
                .Select(run => run.Record.Id)
                .ToList();
            return new(new PruneResult(ended.Count, runs.Forget(ended)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            List<RunRecord> found =
            [
                .. runs.StartedBefore(query.Before).Select(run => run.View())
                    .Where(run => query.Status is null || run.Status == query.Status)
                    .Where(run => query.IdempotencyKey is null || run.Start.IdempotencyKey == query.IdempotencyKey)
                    .Where(run => query.IdPrefix is not { } prefix || run.Id.BeginsWith(prefix))
                    .Where(run => !query.IsOpen || !run.Status.IsEnd())
                    .Select(run => query.OmitsContents ? JournalRows.WithoutContents(run) : run)
                    .Take(query.Limit),
            ];
            return new(found);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(Find<RunRecord>(run, found => found.View()));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            List<TaskRecord> tasks = [.. runs.Find(run)?.Tasks(path) ?? []];
            return new(tasks);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            var tasks = runs.Find(run)?.Tasks(path: null) ?? [];
            var page = tasks.Skip(from).Take(MostOfPage).ToList();
            return new(new TaskPage(page, from + page.Count < tasks.Count));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            var entries = runs.Find(run)?.Entries(task, attempt) ?? [];
            var page = entries.Skip((int)from).Take(MostOfPage).ToList();
            return new(new EntryPage(page, from + page.Count < entries.Count));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(Find<RunInbox>(run, found => new RunInbox(found.Record.CancelRequested, [.. found.Signals])));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellationToken = default)
    {
        lock (changes)
        {
            List<LogRecord> logs = [.. runs.Find(run)?.Logs.Where(log => log.Sequence > after).Take(MostOfPage) ?? []];
            return new(logs);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private HeldLease Own(MemoryRun run)
    {
        run.IsOwned = true;
        return new HeldLease(run.Record.Id, (write, _, _) => new(Write(write)), () => Release(run));
    }

    private void Release(MemoryRun run)
    {
        lock (changes)
        {
            run.IsOwned = false;
        }
    }

    private Outcome<T> Find<T>(RunId run, Func<MemoryRun, Outcome<T>> answer)
    {
        lock (changes)
        {
            return runs.Find(run) is { } found ? answer(found) : JournalFailures.NoSuchRun(run);
        }
    }
}
