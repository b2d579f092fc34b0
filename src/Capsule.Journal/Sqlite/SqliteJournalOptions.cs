namespace Capsule.Journal.Sqlite;

/// <summary>How a journal in SQLite behaves.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>How large the database may become, in bytes, or null for as large as the disk. Beyond, writes fail.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How long a process waits for the writes of others before its own fail.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long batched writes may wait for others, to be committed together. Nobody waits for them.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How many bytes of writes may be queued. Beyond, writers wait.</summary>
    public long QueuedBytes { get; init; } = 16 << 20;

    /// <summary>How large the answer of an entry, the JSON of a run or task, or a piece of a log may be, in bytes.</summary>
    public int MaxBytesPerWrite { get; init; } = 64 << 20;

    /// <summary>Tells the time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
