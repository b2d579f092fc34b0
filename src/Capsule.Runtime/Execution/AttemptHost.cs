using Capsule.Guests.Abstractions;
using Capsule.Runtime.Durable;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Tools;

namespace Capsule.Runtime.Execution;

/// <summary>The host as one attempt sees it: its operations, its clock, its randomness, where its output goes.</summary>
internal sealed class AttemptHost : IDisposable
{
    private readonly TaskRun run;
    private readonly HostDispatcher dispatcher;
    private readonly HostCallGate gate;
    private readonly RecordedCalls? recorded;
    private readonly DurableClock? clock;
    private readonly DurableRandom? random;
    private readonly PrintedBefore? printed;
    private readonly AttemptNetwork network;

    /// <param name="runner">Runs subtasks.</param>
    /// <param name="run">The task.</param>
    /// <param name="attempt">The number of its attempt.</param>
    /// <param name="history">What the journal has of it; null for a run that is not durable.</param>
    /// <param name="place">Its place among the tasks that compute.</param>
    /// <param name="cancellationToken">Ends what it asked the host for.</param>
    internal AttemptHost(
        TaskRunner runner, TaskRun run, int attempt, AttemptHistory? history, TaskPlace place, CancellationToken cancellationToken)
    {
        (this.run, Place) = (run, place);
        Memory = new HostMemory(run.Task.Policy.Ram.Bytes);
        network = new AttemptNetwork(run, runner.Network, Memory, isResumed: history is { Entries.Count: > 1 });
        var (time, events) = (run.Run.Time, new AwaitedEvents());
        if (history is not null)
        {
            clock = new DurableClock(run.Run.Journal!.Clock, history.Started);
            printed = history.Printed;
            random = new DurableRandom(run.Run.Journal!.Seed, run.Reference.Path.ToString(), attempt);
        }

        var waiting = clock is null
            ? new GuestWaiting(place, time)
            : new DurableWaiting(place, clock, events, () => network.TimeLeft, time);
        dispatcher = new HostDispatcher(
            HostDispatcher.Table(
            [
                .. Operations(runner, run, attempt, Memory, waiting, events),
                .. network.Operations,
            ]),
            waiting, Memory, cancellationToken);
        recorded = history is null ? null : new RecordedCalls(dispatcher, history.RecordWith(clock!), history.Entries);
        gate = new HostCallGate((IHostCallHandler?)recorded ?? dispatcher);
    }

    /// <summary>Answers the sandbox's requests.</summary>
    internal IHostCallHandler Calls => gate;

    /// <summary>Its place among the tasks that compute.</summary>
    internal TaskPlace Place { get; }

    /// <summary>Pays for what the host keeps because of it.</summary>
    internal HostMemory Memory { get; }

    /// <summary>Its clock, or null for the host's.</summary>
    internal IGuestClock? Clock => clock;

    /// <summary>Its randomness, or null for the host's.</summary>
    internal IGuestRandom? Random => random;

    /// <summary>Its network and its environment.</summary>
    internal AttemptNetwork Network => network;

    /// <summary>What the host refused to the task last, now or before it was resumed, or null.</summary>
    internal string? Denial => network.Denial;

    private static IHostOperation[] Operations(
        TaskRunner runner, TaskRun run, int attempt, HostMemory memory, GuestWaiting waiting, AwaitedEvents events)
    {
        var tools = ToolCaller.Of(run, attempt);
        return
        [
            new SubtaskOperation(runner, run, attempt, memory),
            new SleepOperation(waiting, events, run.Run.Time),
            new SignalOperation(run.Run.Journal, waiting, events, run.Run.Time),
            new ToolOperation(tools),
            new ToolListOperation(tools),
        ];
    }

    /// <summary>The program was loaded, and the task runs now.</summary>
    internal void Open() => gate.IsOpen = true;

    /// <summary>Passes on what the task prints, but for what it printed before it was replayed.</summary>
    internal void Print(OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        if (printed is not null)
        {
            bytes = printed.Skip(channel, bytes);
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        run.Run.Observer.OnOutput(run.Reference, channel, bytes);
        run.Run.Journal?.Log(run.Reference, channel, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Operations that wait for the network end with it.
        network.Stop();
        dispatcher.Dispose();
        recorded?.Dispose();
        network.Dispose();
        random?.Dispose();
    }
}
