using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Embedding;

namespace Capsule.Runtime;

/// <summary>
/// Represents a journaled run, in whatever process it executes: asks how far it has come, sends it signals, cancels it, and waits for its
/// end. Thread-safe. <see cref="CapsuleRuntimeRuns.StartRunAsync"/> and <see cref="CapsuleRuntimeRuns.GetRunAsync"/>
/// give one.
/// </summary>
public sealed class RunHandle
{
    /// <summary>How often the journal is asked without being told of a change: a process that dies tells nobody.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IJournal journal;
    private readonly Task<Envelope>? execution;

    internal RunHandle(IJournal journal, RunId id, Task<Envelope>? execution = null) =>
        (this.journal, Id, this.execution) = (journal, id, execution);

    /// <summary>Gets the run's id, which stays the same when the run is resumed.</summary>
    public RunId Id { get; }

    /// <summary>Asks how far the run has come.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The status; <see cref="ExecutionStatus.Interrupted"/> when the process that executed the run is gone.</returns>
    /// <exception cref="CapsuleException">The journal cannot be read.</exception>
    public async Task<ExecutionStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        (await RecordAsync(cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>Sends a signal, which is kept until a task of the run waits for it. Each is delivered once.</summary>
    /// <param name="name">What <c>wait_for_signal</c> names: 1 to 200 characters.</param>
    /// <param name="payload">What <c>wait_for_signal</c> returns: JSON of at most 1 MiB; null for None.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The run has ended, or the name or the payload is not valid.</exception>
    public Task SignalAsync(string name, JsonElement? payload = null, CancellationToken cancellationToken = default) =>
        SendAsync(name, payload?.GetRawText() ?? "null", cancellationToken);

    /// <summary>Sends a signal with a value, which is written as JSON: <c>max_rows</c> for MaxRows.</summary>
    /// <param name="name">What <c>wait_for_signal</c> names: 1 to 200 characters.</param>
    /// <param name="payload">What <c>wait_for_signal</c> returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The run has ended, or the name or the payload is not valid.</exception>
    [RequiresUnreferencedCode(CapsuleRuntimeExtensions.NeedsReflection)]
    [RequiresDynamicCode(CapsuleRuntimeExtensions.NeedsReflection)]
    public Task SignalAsync<T>(string name, T payload, CancellationToken cancellationToken = default) =>
        SendAsync(name, JsonSerializer.Serialize(payload, TypedCalls.TypeOf<T>()), cancellationToken);

    /// <summary>
    /// Ends the run for good. The process that executes it stops its tasks within a second; a run that no process executes has ended when
    /// this returns.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The run has ended already, or the journal cannot be written.</exception>
    public async Task CancelAsync(CancellationToken cancellationToken = default) =>
        Throw(await RunControl.CancelAsync(journal, Id, cancellationToken).ConfigureAwait(false));

    /// <summary>Waits until the run has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, and not the run.</param>
    /// <returns>What it ended with, as <see cref="CapsuleRuntimeExtensions"/>' RunAsync gives it.</returns>
    /// <exception cref="CapsuleException">The journal cannot be read, or the process that executed the run is gone.</exception>
    public async Task<Envelope> GetResultAsync(CancellationToken cancellationToken = default)
    {
        if (execution is not null)
        {
            return await execution.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        using var watch = journal.Watch(Id);
        while (true)
        {
            var run = await RecordAsync(cancellationToken).ConfigureAwait(false);
            if (run.Status.IsEnd())
            {
                return EnvelopeOf(run);
            }

            await ThrowIfLeftAsync(run, cancellationToken).ConfigureAwait(false);
            await PauseAsync(watch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Receives the events of the run that its journal has, from the beginning: tasks that start and end, what they print, and at last
    /// <see cref="TaskEvent.RunEnded"/>. The run waits for nobody who reads them.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration, and not the run.</param>
    /// <exception cref="CapsuleException">The journal cannot be read, or the process that executed the run is gone.</exception>
    public async IAsyncEnumerable<TaskEvent> GetEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = new RunHistory(journal, Id, RunPosition.Start);
        using var watch = journal.Watch(Id);
        while (true)
        {
            // The state is read first: what was printed before the end is there then.
            var run = await RecordAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var happened in history.NewsAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }

            if (run.Status.IsEnd())
            {
                yield return new TaskEvent.RunEnded(EnvelopeOf(run));
                yield break;
            }

            await ThrowIfLeftAsync(run, cancellationToken).ConfigureAwait(false);
            await PauseAsync(watch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(string name, string payload, CancellationToken cancellationToken) =>
        Throw(await RunControl.SignalAsync(journal, Id, name, payload, cancellationToken).ConfigureAwait(false));

    private static async Task PauseAsync(IRunWatch watch, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        pause.CancelAfter(Interval);
        await watch.ChangedAsync(pause.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Throw(Failure? failure)
    {
        if (failure is not null)
        {
            throw new CapsuleException(failure);
        }
    }

    /// <summary>
    /// Throws where no process executes the run. One that has just ended is read again: its end was written before it was given up, and may
    /// be newer than what was read.
    /// </summary>
    private async Task ThrowIfLeftAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (!run.IsOwned && await RecordAsync(cancellationToken).ConfigureAwait(false) is { IsOwned: false } again && !again.Status.IsEnd())
        {
            throw new CapsuleException(Failure.Config(
                $"run {run.Id} was interrupted: the process that executed it is gone. Start it again under its key, or use 'capsule resume {run.Id}'"));
        }
    }

    private Envelope EnvelopeOf(RunRecord run) => RunControl.EnvelopeOf(journal.Location, run, run.State.Envelope ?? "");

    private async Task<RunRecord> RecordAsync(CancellationToken cancellationToken) =>
        (await journal.RunAsync(Id, cancellationToken).ConfigureAwait(false)).OrThrow();
}
