using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Programs;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Execution;

/// <summary>Runs tasks with their retries, and reports each in an envelope.</summary>
internal sealed class TaskRunner(SandboxFactory sandboxes, SandboxThreads threads, TimeProvider time)
{
    /// <summary>Failures that another attempt would meet again.</summary>
    private static readonly ErrorType[] Final =
        [ErrorType.ConfigError, ErrorType.BuildError, ErrorType.Cancelled, ErrorType.JournalError];

    /// <summary>Runs a task.</summary>
    internal async Task<Envelope> RunAsync(
        LoadedProgram program, TaskDefinition task, TaskCall call, IRunObserver observer, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var attempt = new Attempt(sandboxes, program, task, call);
        var retries = 0;
        while (true)
        {
            observer.OnTaskStarted(task.Name, retries + 1);
            var result = await threads.RunAsync(() => attempt.Run(
                (channel, bytes) => observer.OnOutput(task.Name, channel, bytes), cancellation)).ConfigureAwait(false);
            if (result.Failure is not { } failure || retries == task.Policy.MaxRetries || Final.Contains(failure.Type))
            {
                var envelope = ToEnvelope(task, result, retries, time.GetElapsedTime(start));
                observer.OnTaskEnded(envelope);
                return envelope;
            }

            retries++;
            observer.OnRetry(task.Name, retries, failure);
        }
    }

    private static Envelope ToEnvelope(TaskDefinition task, AttemptResult result, int retries, TimeSpan duration)
    {
        var execution = new Envelopes.Execution
        {
            TaskName = task.Name,
            DurationMs = duration.TotalMilliseconds,
            Retries = retries,
            FuelConsumed = result.FuelConsumed,
            RamUsed = result.RamUsed,
        };
        return result.Failure is null
            ? new Envelope { Result = result.Result, Execution = execution }
            : new Envelope { Error = result.Failure, Execution = execution };
    }
}
