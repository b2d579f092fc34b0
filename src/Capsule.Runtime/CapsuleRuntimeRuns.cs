using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <summary>Journaled runs, which outlive the process that started them.</summary>
public static class CapsuleRuntimeRuns
{
    /// <summary>
    /// Starts a durable run and returns when it is in the journal. A run that has the same <see cref="RunJournaling.IdempotencyKey"/> is
    /// not started again: it continues, or has ended already.
    /// </summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="call">The task and its arguments; null for the entry without any.</param>
    /// <param name="options">How to run it; null for the defaults, in the runtime's journal (<see cref="CapsuleOptions.Journal"/>).</param>
    /// <param name="cancellationToken">Interrupts the run whenever it is cancelled; the run can be resumed then.</param>
    /// <exception cref="CapsuleException">The program cannot be loaded, or the run cannot be journaled.</exception>
    /// <exception cref="InvalidOperationException">Neither the options nor the runtime have a journal.</exception>
    public static async Task<RunHandle> StartRunAsync(
        this CapsuleRuntime runtime, ProgramReference program, TaskCall? call = null, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        var journaling = options.Journaling ?? new RunJournaling();
        var journaled = journaling with { Journal = journaling.Journal ?? runtime.Journal };
        var store = journaled.Store;
        var start = new RunStartObserver();
        var execution = Task.Run(
            () => runtime.Programs.RunAsync(
                program, call ?? new TaskCall(), options with { Journaling = journaled, Observer = options.Observer.And(start) }, cancellationToken),
            CancellationToken.None);
        if (await Task.WhenAny(start.Run, execution).ConfigureAwait(false) == start.Run)
        {
            return new RunHandle(store, await start.Run.ConfigureAwait(false), execution);
        }

        var envelope = await execution.ConfigureAwait(false);
        return RunId.TryParse(envelope.RunId, out var id) ? new RunHandle(store, id, execution)
            : throw new CapsuleException(envelope.Error ?? new Failure(ErrorType.JournalError, "the run was not journaled"));
    }

    /// <summary>Finds a run in the runtime's journal (<see cref="CapsuleOptions.Journal"/>), whichever process executes it.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="run">Its <see cref="RunHandle.Id"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">There is no such run, or the journal cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The runtime has no journal.</exception>
    public static async Task<RunHandle> GetRunAsync(this CapsuleRuntime runtime, RunId run, CancellationToken cancellationToken = default)
    {
        var journal = Require(runtime);
        return new RunHandle(journal, (await journal.RunAsync(run, cancellationToken).ConfigureAwait(false)).OrThrow().Id);
    }

    /// <summary>Finds a run in the runtime's journal (<see cref="CapsuleOptions.Journal"/>) by its key.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="idempotencyKey">The <see cref="RunJournaling.IdempotencyKey"/> that it was started with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run, or null when none has the key.</returns>
    /// <exception cref="CapsuleException">The journal cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The runtime has no journal.</exception>
    public static async Task<RunHandle?> FindRunAsync(this CapsuleRuntime runtime, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        var query = new RunQuery { IdempotencyKey = idempotencyKey, Limit = 1 };
        var journal = Require(runtime);
        var runs = (await journal.RunsAsync(query, cancellationToken).ConfigureAwait(false)).OrThrow();
        return runs.Count == 0 ? null : new RunHandle(journal, runs[0].Id);
    }

    private static IJournal Require(CapsuleRuntime runtime) => runtime.Journal ?? throw new InvalidOperationException("the runtime has no journal: set CapsuleOptions.Journal");
}
