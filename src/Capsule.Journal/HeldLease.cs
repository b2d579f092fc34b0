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

    /// <inheritdoc/>
    public RunId Run => run;

    /// <inheritdoc/>
    public CancellationToken Lost => CancellationToken.None;

    /// <inheritdoc/>
    public ValueTask<Failure?> WriteAsync(
        JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default)
    {
        write.MustBeOf(run);
        return Volatile.Read(ref isReleased) != 0 ? new(JournalFailures.LeaseLost(run)) : make(write, durability, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
        {
            release();
        }

        return default;
    }
}
