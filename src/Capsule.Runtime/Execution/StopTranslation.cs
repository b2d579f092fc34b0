using Capsule.Policies;
using Capsule.Programs;
using Capsule.Runtime.Durable;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Execution;

/// <summary>Says in words why a sandbox stopped.</summary>
internal static class StopTranslation
{
    /// <summary>The failure that a stop means for the caller.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="policy">What the task was allowed.</param>
    /// <param name="run">The run, with its own limits.</param>
    /// <param name="memoryWasRefused">Whether the guest had asked for more memory than it may have.</param>
    internal static Failure ToFailure(Stop stop, TaskPolicy policy, RunContext run, bool memoryWasRefused) => stop switch
    {
        Stop.ByHost { Reason: Failure failure } => failure,
        Stop.ByHost { Reason: Divergence divergence } => new(ErrorType.JournalError, divergence.ToString()),
        Stop.ByHost { Reason: ReplayEnd end } => new(
            ErrorType.Cancelled, $"the replay ended at position {end.Position}, before anything new would be done"),
        Stop.PoolExhausted => new(ErrorType.LimitExceeded,
            $"the run used up its compute of {run.Limits.TotalCompute} (max_total_compute), over all its tasks"),
        Stop.TimedOut when run.TimeLeft == TimeSpan.Zero => new(ErrorType.LimitExceeded,
            $"the run took longer than {Duration.Show(run.Limits.RunTime!.Value)} (max_run_time)"),
        _ => ToFailure(stop, policy, memoryWasRefused),
    };

    /// <summary>The failure that a stop means for whoever loads a program.</summary>
    internal static Failure ToFailure(Stop stop, TaskPolicy policy, bool memoryWasRefused) => stop switch
    {
        Stop.FuelExhausted => new(ErrorType.FuelExhausted,
            $"the task used up its compute budget of {policy.Compute}; give it more with compute=…"),
        Stop.TimedOut => new(ErrorType.Timeout,
            $"the task ran longer than its timeout of {Duration.Show(policy.Timeout ?? TimeSpan.Zero)}"),
        Stop.Cancelled => new(ErrorType.Cancelled, "the task was cancelled"),
        Stop.HostFailure failure => new(ErrorType.InternalError,
            $"a function of the host failed: {failure.Exception.GetType().Name}: {failure.Exception.Message}"),
        _ when memoryWasRefused => MemoryExceeded(policy),
        Stop.StackOverflow => new(ErrorType.StackOverflow,
            "the task recursed deeper than its stack allows"),
        Stop.Deadlocked => new(ErrorType.TaskError,
            "deadlock: the task waits for a lock, queue, condition or event, and a task has no other thread that could end the wait"),
        Stop.Exited exited => new(ErrorType.TaskError, $"the task ended its interpreter with exit code {exited.Code}"),
        Stop.BadAddress address => new(ErrorType.TaskError,
            $"the interpreter was corrupted: it passed an address outside its memory (0x{address.Address:x})"),
        Stop.Trapped trapped => new(ErrorType.TaskError, $"the interpreter crashed: {trapped.Message}"),
        _ => new(ErrorType.InternalError, stop.ToString()),
    };

    /// <summary>The failure of a task that printed more than it may.</summary>
    internal static Failure OutputExceeded(TaskDefinition task) => new(ErrorType.LimitExceeded,
        $"task '{task.Name}' printed more than its max_output of {task.Policy.MaxOutput}; let it print less, or give it more with max_output=…");

    /// <summary>The failure of a task that needed more memory than it may have.</summary>
    internal static Failure MemoryExceeded(TaskPolicy policy) => new(ErrorType.MemoryExceeded,
        $"the task needed more memory than its limit of {policy.Ram}; give it more with ram=…");
}
