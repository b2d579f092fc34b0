using Capsule.Envelopes;
using Capsule.Errors;

namespace Capsule.Runtime.Execution;

/// <summary>Runs tasks with their retries, and reports each in an envelope.</summary>
internal sealed class TaskRunner(SandboxFactory sandboxes, SandboxThreads threads)
{
    /// <summary>Runs a task.</summary>
    internal async Task<Envelope> RunAsync(TaskRun task, CancellationToken cancellation)
    {
        var (run, reference) = (task.Run, task.Reference);
        var start = run.Time.GetTimestamp();
        var retries = 0;
        while (true)
        {
            run.Observer.OnTaskStarted(reference, retries + 1);
            var result = await AttemptAsync(task, retries, cancellation).ConfigureAwait(false);
            if (result.Failure is not { } failure || !task.Task.Policy.Retry.Allows(failure, retries))
            {
                var envelope = ToEnvelope(task, result, retries, run.Time.GetElapsedTime(start));
                run.Observer.OnTaskEnded(reference, envelope);
                return envelope;
            }

            retries++;
            run.Observer.OnRetry(reference, retries, failure);
            if (!await PauseAsync(task, retries, cancellation).ConfigureAwait(false))
            {
                var envelope = ToEnvelope(task, result, retries - 1, run.Time.GetElapsedTime(start));
                run.Observer.OnTaskEnded(reference, envelope);
                return envelope;
            }
        }
    }

    private async Task<AttemptResult> AttemptAsync(TaskRun task, int number, CancellationToken cancellation)
    {
        var run = task.Run;
        if (!run.TryCountTask())
        {
            return AttemptResult.Failed(new Failure(ErrorType.LimitExceeded,
                $"the run started {run.Limits.MaxTasks} tasks, which is its limit (max_tasks)"));
        }

        var memory = task.Task.Policy.Ram.Bytes;
        try
        {
            if (!await run.Admission.EnterAsync(memory, cancellation).ConfigureAwait(false))
            {
                return AttemptResult.Failed(new Failure(ErrorType.LimitExceeded,
                    $"the run's memory of {run.Limits.TotalRam} (max_total_ram) is held by tasks that wait for this one, which may take {task.Task.Policy.Ram}"));
            }
        }
        catch (OperationCanceledException)
        {
            return AttemptResult.Failed(new Failure(ErrorType.Cancelled, "the task was cancelled before it started"));
        }

        try
        {
            var attempt = new Attempt(sandboxes, this, task, number);
            return await threads.RunAsync(() => attempt.Run(cancellation)).ConfigureAwait(false);
        }
        finally
        {
            run.Admission.Leave(memory);
        }
    }

    /// <summary>Waits before a retry; false when the run was cancelled meanwhile.</summary>
    private static async Task<bool> PauseAsync(TaskRun task, int retry, CancellationToken cancellation)
    {
        var delay = task.Task.Policy.Retry.DelayBefore(retry, Random.Shared.NextDouble);
        try
        {
            await Task.Delay(delay, task.Run.Time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Envelope ToEnvelope(TaskRun task, AttemptResult result, int retries, TimeSpan duration)
    {
        var execution = new Envelopes.Execution
        {
            TaskName = task.Task.Name,
            DurationMs = duration.TotalMilliseconds,
            Retries = retries,
            FuelConsumed = result.FuelConsumed,
            RamUsed = result.RamUsed,
            HostRequests = result.HostRequests,
        };
        return result.Failure is null
            ? new Envelope { Result = result.Result, Execution = execution }
            : new Envelope { Error = result.Failure, Execution = execution };
    }
}
