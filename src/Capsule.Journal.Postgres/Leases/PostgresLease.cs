using Capsule.Journaling;

namespace Capsule.Journal.Postgres.Leases;

/// <summary>The right to execute a run, which ends by the database's clock unless it is renewed.</summary>
/// <remarks>
/// This process takes it for lost a tenth of its duration before its end, counted from the moment at which it asked for it: by then the
/// database has not ended it yet, however long the answer took.
/// </remarks>
internal sealed class PostgresLease : IRunLease
{
    private readonly Func<PostgresLease, JournalWrite.ByOwner, Durability, CancellationToken, ValueTask<Failure?>> write;
    private readonly Func<PostgresLease, Task> release;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private long start;
    private Failure? loss;
    private int isReleased;

    /// <param name="tenant">Whose run it is.</param>
    /// <param name="run">The run.</param>
    /// <param name="token">Its fencing token.</param>
    /// <param name="duration">How long it lasts.</param>
    /// <param name="start">The moment before it was asked for.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="write">Makes a write.</param>
    /// <param name="release">Gives it up, behind all that was written.</param>
    internal PostgresLease(
        string tenant, RunId run, long token, TimeSpan duration, long start, TimeProvider time,
        Func<PostgresLease, JournalWrite.ByOwner, Durability, CancellationToken, ValueTask<Failure?>> write,
        Func<PostgresLease, Task> release)
    {
        (Tenant, Run, Token, Duration, this.start, this.time, this.write, this.release) =
            (tenant, run, token, duration, start, time, write, release);
        Lost = lost.Token;
    }

    /// <inheritdoc/>
    public RunId Run { get; }

    /// <inheritdoc/>
    public CancellationToken Lost { get; }

    internal string Tenant { get; }

    internal long Token { get; }

    internal TimeSpan Duration { get; }

    /// <summary>Whether the database has it: only then can it be renewed.</summary>
    internal bool IsStored { get; set; }

    /// <summary>Whether nothing of the run was durable so far: nobody waits to take such a run over.</summary>
    internal bool IsBatched { get; set; }

    /// <summary>Why nothing is written through it any more, or null.</summary>
    internal Failure? Loss => Volatile.Read(ref loss);

    /// <summary>Whether it may have ended.</summary>
    internal bool IsOver => time.GetElapsedTime(Volatile.Read(ref start)) > Duration * 0.9;

    /// <inheritdoc/>
    public ValueTask<Failure?> WriteAsync(
        JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default)
    {
        write.MustBeOf(Run);
        return Loss is { } failure ? new(failure)
            : Volatile.Read(ref isReleased) != 0 ? new(JournalFailures.LeaseLost(Run))
            : this.write(this, write, durability, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
        {
            await release(this);
        }
    }

    /// <summary>It was asked for again, and given.</summary>
    internal void Renew(long asked) => Volatile.Write(ref start, asked);

    /// <summary>Nothing is to be written through it any more.</summary>
    /// <param name="failure">Why; the first one counts.</param>
    internal void Lose(Failure failure)
    {
        if (Interlocked.CompareExchange(ref loss, failure, null) is null && failure.Type == ErrorType.LeaseLost)
        {
            // Whoever is told goes on somewhere else: what they do must not hold up the one that tells.
            _ = lost.CancelAsync();
        }
    }

    /// <summary>Another process may have it.</summary>
    internal Failure LoseToOthers()
    {
        var failure = JournalFailures.LeaseLost(Run);
        Lose(failure);
        return failure;
    }
}
