
namespace Capsule.Journal.Sqlite;

/// <summary>
/// What waits to be committed. Whatever comes while a batch is being committed is the next batch. Bounded: beyond, writers wait.
/// </summary>
internal sealed class WriteQueue(SqliteJournalOptions options) : IDisposable
{
    private const int MostWrites = 8192;
    private readonly Lock changes = new();
    private readonly ManualResetEventSlim urgent = new();
    private readonly ManualResetEventSlim any = new();
    private readonly Dictionary<(RunId, TaskPath), PendingWrite> records = [];
    private List<PendingWrite> gathering = [];
    private TaskCompletionSource? room;
    private long bytes;
    private bool isClosed;

    private bool IsFull => gathering.Count >= MostWrites || bytes >= options.QueuedBytes;

    /// <summary>Adds a write, when there is room. False when the queue was closed.</summary>
    internal async ValueTask<bool> AddAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (changes)
            {
                if (isClosed || !IsFull)
                {
                    return !isClosed && Add(write);
                }

                urgent.Set();
                room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = room.Task;
            }

            await waiting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the next batch. Null when the queue was closed and is empty.</summary>
    internal List<PendingWrite>? Take()
    {
        any.Wait();

        // Nobody waits for these writes: let others join them.
        urgent.Wait(options.Linger);
        lock (changes)
        {
            var batch = gathering;
            (gathering, bytes) = ([], 0);
            records.Clear();
            if (!isClosed)
            {
                urgent.Reset();
                any.Reset();
            }

            room?.SetResult();
            room = null;
            return batch.Count == 0 && isClosed ? null : batch;
        }
    }

    /// <summary>Takes no more writes.</summary>
    internal void Close()
    {
        lock (changes)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            any.Set();
            urgent.Set();
            room?.SetResult();
            room = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        urgent.Dispose();
        any.Dispose();
    }

    private bool Add(PendingWrite write)
    {
        bytes += write.Bytes;
        if (!Replaces(write))
        {
            gathering.Add(write);
        }

        any.Set();
        if (write.IsAwaited || IsFull)
        {
            urgent.Set();
        }

        return true;
    }

    /// <summary>
    /// The task of a short run begins and ends within a batch, and nobody could have seen it run: its last record is written in the
    /// place of the first.
    /// </summary>
    private bool Replaces(PendingWrite write)
    {
        if (write.Record is not { } record)
        {
            return false;
        }

        var isThere = records.Remove(record, out var earlier);
        if (write.IsAwaited)
        {
            return false;
        }

        earlier?.ReplaceBy(write);
        records.Add(record, earlier ?? write);
        return isThere;
    }
}
