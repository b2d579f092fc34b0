using System.Collections.Concurrent;
using Capsule.Journal.Ownership;
using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>Answers what is asked about runs. Each reading thread has a connection; none waits for a writer.</summary>
internal sealed class SqliteReader(Func<SqliteSession> open, Func<Exception, Failure> describe, RunLocks locks)
    : IDisposable
{
    private const int MostRowsOfPage = 1000;
    private const long MostBytesOfPage = 4 << 20;
    private readonly ConcurrentBag<SqliteSession> idle = [];

    internal Outcome<IReadOnlyList<RunRecord>> Runs(RunQuery query) => Read<IReadOnlyList<RunRecord>>(session =>
    {
        using var row = session.Query(RunRows.SelectBy(query, out var values), [.. values]);
        var runs = new List<RunRecord>();
        var budget = session.Budget();
        while (runs.Count < query.Limit && row.Read())
        {
            var run = WithOwner(RunRows.Read(row));
            var start = run.Start;
            budget.Take(start.Program, start.ProgramHash, start.Task, start.Arguments, start.Overrides, run.State.Envelope, run.State.AwaitedSignal);
            if (query.Status is null || query.Status == run.Status)
            {
                runs.Add(run);
            }
        }

        return runs;
    });

    internal Outcome<RunRecord> Run(RunId run) => Read<RunRecord>(session =>
        RunRows.Find(session, RunRows.SelectOne, run.ToString()) is { } found
            ? WithOwner(found)
            : JournalFailures.NoSuchRun(run));

    internal Outcome<IReadOnlyList<TaskRecord>> Tasks(RunId run, TaskPath? path) => Read<IReadOnlyList<TaskRecord>>(session =>
    {
        using var row = session.Query(TaskRows.Select, run.ToString(), path?.ToString());
        var tasks = new List<TaskRecord>();
        var budget = session.Budget();
        while (row.Read())
        {
            tasks.Add(JournalRows.ReadTask(run, row));
            budget.Take(tasks[^1].Name, tasks[^1].Envelope);
        }

        return tasks;
    });

    internal Outcome<TaskPage> TaskPage(RunId run, int from) => Read<TaskPage>(session =>
    {
        using var row = session.Query(TaskRows.SelectPage, run.ToString(), from);
        var tasks = new List<TaskRecord>();
        var bytes = 0L;
        while (row.Read())
        {
            if (tasks.Count == MostRowsOfPage || bytes >= MostBytesOfPage)
            {
                return new TaskPage(tasks, HasMore: true);
            }

            tasks.Add(JournalRows.ReadTask(run, row));
            bytes += tasks[^1].Envelope?.Length ?? 0;
        }

        return new TaskPage(tasks, HasMore: false);
    });

    internal Outcome<EntryPage> Entries(RunId run, TaskPath task, int attempt, long from) => Read<EntryPage>(session =>
    {
        using var row = session.Query(EntryRows.Select, run.ToString(), task.ToString(), attempt, from);
        var entries = new List<JournalEntry>();
        var bytes = 0L;
        while (row.Read())
        {
            if (entries.Count == MostRowsOfPage || bytes >= MostBytesOfPage)
            {
                return new EntryPage(entries, HasMore: true);
            }

            var (entry, isIntact) = JournalRows.ReadEntry(run, task, attempt, row);
            if (entry.Position != from + entries.Count || !isIntact)
            {
                return JournalFailures.DamagedEntry(run, task, attempt, from + entries.Count);
            }

            entries.Add(entry);
            bytes += entry.Payload.Length;
        }

        return new EntryPage(entries, HasMore: false);
    });

    internal Outcome<RunInbox> Inbox(RunId run) => Read<RunInbox>(session =>
    {
        if (RunRows.Find(session, RunRows.SelectOne, run.ToString()) is not { } found)
        {
            return JournalFailures.NoSuchRun(run);
        }

        using var row = session.Query(SignalRows.SelectPending, run.ToString());
        var signals = new List<Signal>();
        var budget = session.Budget();
        while (row.Read())
        {
            signals.Add(JournalRows.ReadSignal(row));
            budget.Take(signals[^1].Name, signals[^1].Payload);
        }

        return new RunInbox(found.CancelRequested, signals);
    });

    internal Outcome<IReadOnlyList<LogRecord>> Logs(RunId run, long after) => Read<IReadOnlyList<LogRecord>>(session =>
    {
        using var row = session.Query(LogRows.Select, run.ToString(), after);
        var logs = new List<LogRecord>();
        var bytes = 0L;
        while (logs.Count < MostRowsOfPage && bytes < MostBytesOfPage && row.Read())
        {
            logs.Add(JournalRows.ReadLog(run, row));
            bytes += logs[^1].Bytes.Length;
        }

        return logs;
    });

    /// <summary>The runs that pruning may forget.</summary>
    internal Outcome<IReadOnlyList<RunId>> Prunable(Retention retention) => Read<IReadOnlyList<RunId>>(session =>
    {
        using var row = session.Query(
            "SELECT id FROM (SELECT id, ended_at FROM runs WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, seq DESC "
                + "LIMIT -1 OFFSET $1) WHERE ended_at < $2",
            Math.Max(0, retention.KeepLast),
            retention.EndedBefore.ToMicroseconds());
        var runs = new List<RunId>();
        while (row.Read())
        {
            if (RunId.TryParse(row.GetString(0), out var run))
            {
                runs.Add(run);
            }
        }

        return runs;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    /// <summary>Adds what only the locks know: whether somebody executes a run, or has died over it.</summary>
    internal RunRecord WithOwner(RunRecord run)
    {
        var isOwned = !run.Status.IsEnd() && locks.IsTaken(run.Id);
        var isInterrupted = run.Status == ExecutionStatus.Running && !isOwned;
        return run with
        {
            IsOwned = isOwned,
            State = isInterrupted ? run.State with { Status = ExecutionStatus.Interrupted } : run.State,
        };
    }

    private Outcome<T> Read<T>(Func<SqliteSession, Outcome<T>> read)
    {
        SqliteSession? session = null;
        try
        {
            session = idle.TryTake(out var kept) ? kept : open();
            var answer = read(session);
            idle.Add(session);
            return answer;
        }
        catch (Exception e) when (SqliteFailures.IsExpected(e))
        {
            session?.Dispose();
            return describe(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session?.Dispose();
            return JournalFailures.Because($"who executes its runs cannot be found out: {e.Message}");
        }
    }
}
