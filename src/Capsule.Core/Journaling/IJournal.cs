
namespace Capsule.Journaling;

/// <summary>
/// Remembers runs: what they were started with, each answer that their tasks got from the host, and how they ended. Safe for
/// use by many threads, and by many processes. What completes later than its caller's patience may still be written.
/// </summary>
public interface IJournal : IJournalReader, IAsyncDisposable
{
    /// <summary>
    /// Starts a run, which the caller then owns; or gives the run that has the same idempotency key, whatever else it was started
    /// with. Fails when there is a run of the same name.
    /// </summary>
    /// <param name="start">What it is started with.</param>
    /// <param name="durability">Whether that is on the disk when this completes. A run with a key always is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default);

    /// <summary>Takes the right to execute a run. Fails when somebody has it, or when there is no such run.</summary>
    ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default);

    /// <summary>Writes what anybody may, and waits until it is on the disk. Gives null, or why it is not written.</summary>
    ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default);

    /// <summary>Waits until all writes before it are on the disk. Gives null, or why a batched one of them was lost.</summary>
    ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Watches a run, so that its readers need not ask the journal again and again. Dispose of the watch to end it.</summary>
    /// <remarks>By default a pause of 100 ms, for journals that cannot tell.</remarks>
    IRunWatch Watch(RunId run) => new TimedRunWatch();

    /// <summary>Gets what a person should be told about opening the journal, such as that a damaged one was moved aside. By default nothing.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Gets why a batched write was lost, or null: the last word of it once the journal is disposed of. By default null.</summary>
    Failure? Lost => null;

    /// <summary>Forgets ended runs, and gives their space back.</summary>
    ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default);
}
