namespace Capsule.Journaling;

/// <summary>
/// The right to execute a run, which one process at a time has, and through which all is written that only its owner may write. It ends
/// when it is disposed of; with the process, however that ends; or when it is lost. What was written through it precedes what the next owner
/// writes.
/// </summary>
/// <remarks>
/// A lease that can be lost while its owner lives has a fencing token, a number that is higher with each lease of the run. The journal
/// refuses what is written under a lower one, so that an owner that was held up and does not know yet cannot write after the next one.
/// </remarks>
public interface IRunLease : IAsyncDisposable
{
    /// <summary>Gets the run.</summary>
    RunId Run { get; }

    /// <summary>Gets a token that is cancelled when the lease is lost: whoever executes the run stops.</summary>
    CancellationToken Lost { get; }

    /// <summary>
    /// Writes something about the run. Returns null, or why it is not, or will not be, written: <see cref="ErrorType.LeaseLost"/> when the
    /// lease was lost or disposed of. After that, nothing is written through it any more.
    /// </summary>
    /// <remarks>Writes of one caller are made in order. A run that lost a batched write takes no further ones.</remarks>
    /// <param name="write">What, about the run of the lease.</param>
    /// <param name="durability">When it has completed.</param>
    /// <param name="cancellationToken">Ends the wait, and not the write.</param>
    /// <exception cref="ArgumentException">It is about another run.</exception>
    ValueTask<Failure?> WriteAsync(JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default);
}
