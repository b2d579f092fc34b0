using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Secrets;
using Capsule.Runtime.Tools;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Execution;

/// <summary>One run: what all its tasks share.</summary>
internal sealed class RunContext(LoadedProgram program, RunOptions options, RunJournal? journal, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private int tasks;

    internal LoadedProgram Program => program;

    internal RunOptions Options => options;

    /// <summary>The run's journal, or null.</summary>
    internal RunJournal? Journal => journal;

    /// <summary>Ends the process's work on the run; a durable one can be resumed then.</summary>
    internal CancellationToken Shutdown { get; init; }

    /// <summary>Whether a durable run is interrupted rather than ended.</summary>
    internal bool IsShuttingDown => journal is { IsDurable: true } && Shutdown.IsCancellationRequested;

    /// <summary>Whether a failure of the host or its journal, or a shutdown, left the run unfinished.</summary>
    internal bool CanBeResumed(Envelope envelope) => journal is { IsDurable: true }
        && (envelope.Error?.Type is ErrorType.JournalError or ErrorType.LeaseLost
            || (envelope.Error?.Type == ErrorType.Cancelled && Shutdown.IsCancellationRequested));

    internal RunLimits Limits => options.Limits;

    internal IRunObserver Observer => options.Observer;

    internal TimeProvider Time => time;

    /// <summary>Functions of the host program that tasks may call.</summary>
    internal RunTools Tools { get; } = RunTools.Of(options.Tools);

    /// <summary>Lets tasks in as the run's limits allow.</summary>
    internal Admission Admission { get; } = new(options.Limits.Concurrency, options.Limits.TotalRam?.Bytes ?? long.MaxValue);

    /// <summary>The secrets of all tasks.</summary>
    internal RunSecrets Secrets { get; } = new(options.Environment, journal is { IsDurable: true } ? journal.Seed.ToArray() : []);

    /// <summary>Compute of all tasks, or null for no limit.</summary>
    internal TickPool? Pool { get; } =
        options.Limits.TotalCompute is { } compute ? new TickPool(FuelUnits.ToTicks(compute.Units)) : null;

    /// <summary>What is left of the run's time, or null for no limit; never negative.</summary>
    internal TimeSpan? TimeLeft => options.Limits.RunTime is { } limit
        ? TimeSpan.FromTicks(Math.Max(0, (limit - time.GetElapsedTime(start)).Ticks))
        : null;

    /// <summary>Counts a task; false when the run may start no more.</summary>
    internal bool TryCountTask() => Interlocked.Increment(ref tasks) <= options.Limits.MaxTasks;
}
