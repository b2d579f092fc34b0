namespace Capsule.Journal.Postgres.Writing;

/// <summary>
/// What waits to be committed. Whatever comes while a batch is being committed is the next batch. Bounded: beyond, writers wait.
/// </summary>
internal sealed class WriteQueue(PostgresJournalOptions options)
{
    private const int MostWrites = 8192;
    private const int MostOfBatch = 1000;
    private const long MostBytesOfBatch = 8 << 20;

    private readonly Lock gate = new();
    private List<PendingWrite> gathering = [];
    private TaskCompletionSource any = New();
    private TaskCompletionSource urgent = New();
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
            lock (gate)
            {
                if (isClosed || !IsFull)
                {
                    return !isClosed && Add(write);
                }

                urgent.TrySetResult();
                room ??= New();
                waiting = room.Task;
            }

            await waiting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the next batch. Null when the queue was closed and is empty.</summary>
    internal async Task<List<PendingWrite>?> TakeAsync()
    {
        Task first, hurry;
        lock (gate)
        {
            (first, hurry) = (any.Task, urgent.Task);
        }

        await first;
        if (!hurry.IsCompleted)
        {
            // Nobody waits for these writes: let others join them.
            await Task.WhenAny(hurry, Task.Delay(options.Linger, options.Time));
        }

        lock (gate)
        {
            return Take();
        }
    }

    /// <summary>Takes no more writes.</summary>
    internal void Close()
    {
        lock (gate)
        {
            isClosed = true;
            any.TrySetResult();
            urgent.TrySetResult();
            room?.TrySetResult();
            room = null;
        }
    }

    private List<PendingWrite>? Take()
    {
        var (count, size) = (0, 0L);
        while (count < gathering.Count && count < MostOfBatch && (count == 0 || size + gathering[count].Bytes <= MostBytesOfBatch))
        {
            size += gathering[count++].Bytes;
        }

        var batch = gathering.GetRange(0, count);
        gathering = gathering.GetRange(count, gathering.Count - count);
        bytes -= size;
        if (gathering.Count == 0 && !isClosed)
        {
            (any, urgent) = (New(), New());
        }

        room?.TrySetResult();
        room = null;
        return batch.Count == 0 && isClosed ? null : batch;
    }

    private bool Add(PendingWrite write)
    {
        bytes += write.Bytes;
        gathering.Add(write);
        any.TrySetResult();
        if (write.IsAwaited || IsFull)
        {
            urgent.TrySetResult();
        }

        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
