using Capsule.Journaling;

namespace Capsule.Journal;

/// <summary>The right to execute a run, which cannot be lost while the process lives: something of this process or its kernel guards it.</summary>
/// <param name="run">The run.</param>
/// <param name="make">Makes a write.</param>
/// <param name="release">Gives the right up.</param>
internal sealed class HeldLease(
    RunId run, Func<JournalWrite.ByOwner, Durability, CancellationToken, ValueTask<Failure?>> make, Action release) : IRunLease
{
    private int isReleased;
    private int batched;
    private int covered;

    /// <inheritdoc/>
    public RunId Run => run;

    /// <inheritdoc/>
    public CancellationToken Lost => CancellationToken.None;

    /// <summary>Waits for batched writes that may still be queued, so that the next owner finds them; null where nobody would look for them.</summary>
    internal Func<Task>? Settle { get; init; }

    /// <inheritdoc/>
    public async ValueTask<Failure?> WriteAsync(
        JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default)
    {
        write.MustBeOf(run);
        if (Volatile.Read(ref isReleased) != 0)
        {
            return JournalFailures.LeaseLost(run);
        }

        // A durable write is made behind all that were batched before it.
        var before = durability == Durability.Batched ? Interlocked.Increment(ref batched) : Volatile.Read(ref batched);
        var failure = await make(write, durability, cancellationToken);
        if (durability == Durability.Durable)
        {
            Volatile.Write(ref covered, before);
        }

        return failure;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) != 0)
        {
            return;
        }

        if (Settle is { } settle && Volatile.Read(ref batched) != Volatile.Read(ref covered))
        {
            await settle();
        }

        release();
    }
}
