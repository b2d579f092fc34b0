using System.Collections.Concurrent;
using Capsule.Journal.Postgres.Storage;
using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Writing;

/// <summary>
/// Commits what is queued, a batch at a time and in order: each batch is one message to the database and one transaction, so that all who wait
/// share a round trip and an fsync, and a process that is stopped leaves no transaction open.
/// </summary>
internal sealed class GroupCommitter : IAsyncDisposable
{
    private readonly PostgresDatabase database;
    private readonly WriteQueue queue;
    private readonly RunWatches watches;
    private readonly BatchSender sender;
    private readonly Verification verification;
    private readonly Lazy<Task> committing;
    private NpgsqlConnection? connection;
    private readonly ConcurrentDictionary<string, Failure> lost = new(StringComparer.Ordinal);
    private long number;

    internal GroupCommitter(PostgresDatabase database, RunWatches watches)
    {
        (this.database, this.watches) = (database, watches);
        queue = new WriteQueue(database.Options);
        sender = new BatchSender(new WriteStatements(database.Options.Schema));
        verification = new Verification(database.Options.Schema);

        // Whoever only reads needs no connection that writes.
        committing = new Lazy<Task>(() => Task.Run(CommitAllAsync));
    }

    /// <summary>Why a batched write of a tenant was lost, or null.</summary>
    internal Failure? LossOf(string tenant) => lost.GetValueOrDefault(tenant);

    /// <summary>Has something written soon; whether it was is asked later.</summary>
    internal async ValueTask<Failure?> EnqueueAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        _ = committing.Value;
        return await queue.AddAsync(write, cancellationToken) ? null : Closed();
    }

    /// <summary>Has something written, and waits until it is.</summary>
    internal async Task<Failure?> CommitAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        _ = committing.Value;
        var end = write.Await();
        return await queue.AddAsync(write, cancellationToken) ? await end.WaitAsync(cancellationToken) : Closed();
    }

    /// <summary>Waits for all that was written before.</summary>
    internal async ValueTask<Failure?> FlushAsync(string tenant, CancellationToken cancellationToken) => committing.IsValueCreated
        ? await CommitAsync(new PendingWrite(tenant, 0) { IsDurable = true }, cancellationToken) ?? LossOf(tenant)
        : null;

    /// <summary>Commits what is queued, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        if (committing.IsValueCreated)
        {
            await committing.Value;
        }

        await DropAsync();
    }

    private async Task CommitAllAsync()
    {
        while (await queue.TakeAsync() is { } batch)
        {
            try
            {
                await CommitAsync([.. batch]);
            }
#pragma warning disable CA1031 // Whoever waits for a write must hear of its end, whatever happened.
            catch (Exception e)
            {
                batch.ForEach(write => Complete(write, database.Describe(e)));
            }
#pragma warning restore CA1031
        }
    }

    private async Task CommitAsync(List<PendingWrite> batch)
    {
        number++;
        var start = database.Options.Time.GetTimestamp();
        var (isUncertain, isRepeated, isRefused) = (false, false, false);
        while (true)
        {
            batch.RemoveAll(IsRefused);
            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                connection ??= await database.ConnectAsync();
                if (isUncertain && await verification.IsCommittedAsync(connection, batch[0].Tenant, sender.Writer, number))
                {
                    await CompleteAsync(batch, static (verification, connection, write) => verification.FindAsync(connection, write));
                    return;
                }

                // What comes next may be committed although its answer is lost.
                (isRepeated, isUncertain) = (isUncertain, true);
                var refused = await sender.SendAsync(connection, batch, number);
                await CompleteAsync(batch, (verification, connection, write) =>
                    refused.Contains(write) ? verification.ExplainAsync(connection, write) : Task.FromResult<Failure?>(null));
                return;
            }
            catch (Exception e) when (database.IsWorthWaiting(e, start))
            {
                await DropAsync();
                await database.PauseAsync();
            }
            catch (Exception e) when (PostgresFailures.IsExpected(e))
            {
                await DropAsync();
                if (isRepeated && !isRefused && e is PostgresException)
                {
                    // It may be that which was sent first, and committed only now.
                    isRefused = true;
                    continue;
                }

                if (batch.Count > 1 && !PostgresFailures.IsOfConnection(e))
                {
                    await CommitOneByOneAsync(batch);
                    return;
                }

                batch.ForEach(write => Complete(write, database.Describe(e)));
                return;
            }
        }
    }

    /// <summary>One of them is the reason why none was made: the others are made without it, and what follows it is refused.</summary>
    private async Task CommitOneByOneAsync(List<PendingWrite> batch)
    {
        foreach (var write in batch)
        {
            await CommitAsync([write]);
        }
    }

    /// <summary>Completes a write whose lease is lost. What was written under it may not be followed by anything.</summary>
    private bool IsRefused(PendingWrite write)
    {
        if (write.Lease is not { } lease || write.IsRelease)
        {
            return false;
        }

        if (lease.IsOver)
        {
            lease.LoseToOthers();
        }

        if (lease.Loss is not { } failure)
        {
            return false;
        }

        Complete(write, failure);
        return true;
    }

    private async Task CompleteAsync(List<PendingWrite> batch, Func<Verification, NpgsqlConnection, PendingWrite, Task<Failure?>> find)
    {
        foreach (var write in batch)
        {
            Failure? failure;
            try
            {
                failure = write.IsStatement ? await find(verification, connection!, write) : null;
            }
            catch (Exception e) when (PostgresFailures.IsExpected(e) && !PostgresFailures.IsOfConnection(e))
            {
                // Where the connection is lost, the batch is looked for once more.
                failure = database.Describe(e);
            }

            Complete(write, failure);
        }
    }

    private void Complete(PendingWrite write, Failure? failure)
    {
        if (failure is not null && !write.IsAwaited)
        {
            lost.TryAdd(write.Tenant, failure);
        }

        if (failure is null && write is { Start: not null, Lease: { } lease })
        {
            lease.IsStored = true;
        }

        if (failure is null && write.IsTold)
        {
            watches.Tell(write.Run);
        }

        write.Complete(failure);
    }

    private async ValueTask DropAsync()
    {
        if (connection is not { } failed)
        {
            return;
        }

        connection = null;
        try
        {
            // Of a batch that failed, Npgsql takes statements for prepared that the server skipped.
            failed.UnprepareAll();
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e))
        {
            // It was lost already.
        }

        await failed.DisposeAsync();
    }

    private Failure Closed() => JournalFailures.Because($"the journal {database.Location} was closed");
}
