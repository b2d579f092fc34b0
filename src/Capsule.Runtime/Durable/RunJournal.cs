using Capsule.Journaling;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary>The journal of one run, as its tasks use it.</summary>
/// <param name="journal">The journal.</param>
/// <param name="lease">The right to execute the run.</param>
/// <param name="start">What the run was started with.</param>
/// <param name="seed">What the run's deterministic randomness comes from.</param>
/// <param name="time">The host's clock.</param>
/// <param name="onLost">
/// Is told that the journal takes no more, and the run continues without it, unless its lease is lost. Null where the run ends then.
/// </param>
internal sealed class RunJournal(
    IJournal journal, IRunLease lease, RunStart start, byte[] seed, TimeProvider time, Action<Failure>? onLost = null)
{
    /// <summary>Threat: a task that prints without end fills the disk.</summary>
    private const long LogLimit = 16 << 20;

    private long logged;
    private int isLost;

    internal RunId Id => start.Id;

    /// <summary>Where the journal is, for messages.</summary>
    internal string Location => journal.Location;

    internal bool IsDurable => start.IsDurable;

    internal ReadOnlySpan<byte> Seed => seed;

    internal TimeProvider Time => time;

    /// <summary>
    /// The time that the run's tasks wait by, in this process; never before what the journal has. What a task printed is told apart by
    /// it, too.
    /// </summary>
    internal SteadyTime Clock { get; } = new(time);

    /// <summary>What others want of the run.</summary>
    internal SignalInbox Signals { get; } = new(journal, start.Id);

    private Durability Durability => IsDurable ? Durability.Durable : Durability.Batched;

    /// <summary>What is known of a task, or null.</summary>
    internal async Task<Outcome<TaskRecord?>> FindTaskAsync(TaskPath path)
    {
        // The tasks of a run that is not durable are never asked for again.
        if (!IsDurable)
        {
            return default(TaskRecord);
        }

        return (await journal.TasksAsync(Id, path).ConfigureAwait(false)).TryGet(out var tasks, out var failure)
            ? tasks.Count == 0 ? null : tasks[0]
            : failure;
    }

    /// <summary>A task's attempt begins. Later attempts must not be mistaken for it, so this is on the disk first.</summary>
    internal ValueTask<Failure?> BeginAsync(TaskReference task, int attempts, DateTimeOffset started) => WriteAsync(
        new JournalWrite.RecordTask(RecordOf(task, ExecutionStatus.Running, attempts, started)),
        attempts > 1 ? Durability : Durability.Batched);

    /// <summary>A task waits without a sandbox.</summary>
    internal async Task<Failure?> SuspendAsync(TaskReference task, int attempts, DateTimeOffset started, Suspension suspension)
    {
        var failure = await WriteAsync(
            new JournalWrite.RecordTask(RecordOf(task, ExecutionStatus.Waiting, attempts, started)),
            Durability.Batched).ConfigureAwait(false);
        return failure ?? (task.Path.IsRoot
            ? await ChangeAsync(RunState.Waiting(suspension.WakeAt, suspension.Signals is [var first, ..] ? first : null)).ConfigureAwait(false)
            : null);
    }

    /// <summary>A task ended.</summary>
    internal ValueTask<Failure?> EndAsync(TaskReference task, DateTimeOffset started, Envelope envelope) => WriteAsync(
        new JournalWrite.RecordTask(RecordOf(task, StatusOf(envelope), envelope.Execution.Retries + 1, started) with
        {
            Ended = Clock.Now,
            Fuel = envelope.Execution.FuelConsumed,
            Ram = envelope.Execution.RamUsed,
            Envelope = System.Text.Encoding.UTF8.GetString(envelope.ToJson()),
        }),
        Durability);

    /// <summary>Keeps an answer that an attempt gets.</summary>
    internal ValueTask<Failure?> AppendAsync(JournalEntry entry, Durability durability) =>
        WriteAsync(new JournalWrite.AppendEntry(entry), durability);

    /// <summary>Keeps what a task printed, up to a limit. Waits where the journal cannot follow.</summary>
    internal void Log(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        var total = Interlocked.Add(ref logged, bytes.Length);
        if (total - bytes.Length >= LogLimit)
        {
            return;
        }

        var write = new JournalWrite.AppendLog(new LogRecord
        {
            Run = Id,
            Task = task.Path,
            Channel = channel == OutputChannel.Output ? LogChannel.Output : LogChannel.Error,
            Time = Clock.Now,
            Bytes = total <= LogLimit ? bytes.ToArray() : [.. bytes, .. "\n… (the journal keeps no more of this run's output)\n"u8],
        });

        // A write that is lost makes the next one of the run fail, which says so.
        _ = WriteAsync(write, Durability.Batched).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The run's state changed.</summary>
    internal ValueTask<Failure?> ChangeAsync(RunState state) => WriteAsync(
        new JournalWrite.ChangeRun(Id, state, Clock.Now),
        state.Status == ExecutionStatus.Running ? Durability.Batched : Durability);

    /// <summary>All answers that an attempt got, in their order.</summary>
    internal async Task<Outcome<IReadOnlyList<JournalEntry>>> EntriesAsync(TaskPath task, int attempt)
    {
        var entries = new List<JournalEntry>();
        while (IsDurable)
        {
            if (!(await journal.EntriesAsync(Id, task, attempt, entries.Count).ConfigureAwait(false))
                .TryGet(out var page, out var failure))
            {
                return failure;
            }

            entries.AddRange(page.Entries);
            if (!page.HasMore)
            {
                break;
            }
        }

        return entries;
    }

    /// <summary>How much a task printed since its attempt began.</summary>
    internal async Task<Outcome<PrintedBefore>> PrintedSinceAsync(TaskPath task, DateTimeOffset begin)
    {
        Clock.NotBefore(begin);
        var (printed, last) = (new PrintedBefore(), 0L);
        while (true)
        {
            if (!(await journal.LogsAsync(Id, last).ConfigureAwait(false)).TryGet(out var logs, out var failure))
            {
                return failure;
            }

            if (logs.Count == 0)
            {
                return printed;
            }

            last = logs[^1].Sequence;
            foreach (var log in logs.Where(log => log.Task == task && log.Time >= begin))
            {
                printed.Add(log.Channel == LogChannel.Output ? OutputChannel.Output : OutputChannel.Error, log.Bytes.Length);
            }
        }
    }

    internal static ExecutionStatus StatusOf(Envelope envelope) => envelope.Error?.Type switch
    {
        null => ExecutionStatus.Succeeded,
        ErrorType.Cancelled => ExecutionStatus.Cancelled,
        _ => ExecutionStatus.Failed,
    };

    private TaskRecord RecordOf(TaskReference task, ExecutionStatus status, int attempts, DateTimeOffset started) => new()
    {
        Run = Id,
        Path = task.Path,
        Name = task.Name,
        Status = status,
        Attempts = attempts,
        Started = started,
    };

    private async ValueTask<Failure?> WriteAsync(JournalWrite.ByOwner write, Durability durability)
    {
        if (Volatile.Read(ref isLost) != 0 || await lease.WriteAsync(write, durability).ConfigureAwait(false) is not { } failure)
        {
            return null;
        }

        // Whoever has the lease now may be executing the run: nobody else does.
        if (onLost is null || failure.Type == ErrorType.LeaseLost)
        {
            return failure;
        }

        if (Interlocked.Exchange(ref isLost, 1) == 0)
        {
            onLost(failure);
        }

        return null;
    }
}
