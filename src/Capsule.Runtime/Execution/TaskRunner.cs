using Capsule.Runtime.Durable;

namespace Capsule.Runtime.Execution;

/// <summary>Runs tasks with their retries, and reports each in an envelope.</summary>
internal sealed class TaskRunner(SandboxFactory sandboxes, SandboxThreads threads, TaskGate gate, NetworkOptions network)
{
    private static readonly AttemptResult CancelledBefore =
        AttemptResult.Failed(new Failure(ErrorType.Cancelled, "the task was cancelled before it started"));

    /// <summary>How tasks reach the network.</summary>
    internal NetworkOptions Network => network;

    /// <summary>Runs a task; or gives the envelope that it ended with, if the journal of its run has one.</summary>
    internal async Task<Envelope> RunAsync(TaskRun task, CancellationToken cancellationToken)
    {
        if (!(await TaskProgress.OpenAsync(task).ConfigureAwait(false)).TryGet(out var progress, out var failure))
        {
            return ToEnvelope(task, AttemptResult.Failed(failure), retries: 0, TimeSpan.Zero);
        }

        if (progress.Finished is { } finished && task.Run.Options.Replay is null)
        {
            return finished;
        }

        CapsuleTelemetry.CountStarted(task);
        var start = task.Run.Time.GetTimestamp();
        var (result, retries) = await RunAsync(task, progress, cancellationToken).ConfigureAwait(false);
        var duration = task.Run.Time.GetElapsedTime(start) - task.Queued;
        if (progress.IsResumed)
        {
            // The clock may have been set back since.
            var whole = (task.Run.Journal?.Clock.Now ?? task.Run.Time.GetUtcNow()) - progress.Started;
            duration = whole > duration ? whole : duration;
        }

        var envelope = ToEnvelope(task, result, retries, duration);
        if (!task.Run.CanBeResumed(envelope) && await progress.EndAsync(envelope).ConfigureAwait(false) is { } lost)
        {
            // Nobody could tell later that it ended: so it did not.
            envelope = ToEnvelope(task, AttemptResult.Failed(lost), retries, TimeSpan.Zero);
        }

        CapsuleTelemetry.CountEnded(task, envelope);
        task.Run.Observer.OnTaskEnded(task.Reference, envelope);
        return envelope;
    }

    private async Task<(AttemptResult Result, int Retries)> RunAsync(
        TaskRun task, TaskProgress progress, CancellationToken cancellationToken)
    {
        var (run, reference, retries) = (task.Run, task.Reference, progress.Retries);
        while (true)
        {
            run.Observer.OnTaskStarted(reference, retries + 1);
            var result = run.TryCountTask()
                ? await BeginAsync(task, progress, retries, cancellationToken).ConfigureAwait(false)
                : AttemptResult.Failed(new Failure(ErrorType.LimitExceeded,
                    $"the run started {run.Limits.MaxTasks} tasks, which is its limit (max_tasks)"));
            while (result.Suspension is { } suspension)
            {
                run.Observer.OnWaiting(reference, suspension.WakeAt, suspension.Signals);
                result = await progress.WaitAsync(suspension, retries, cancellationToken).ConfigureAwait(false) is { } stopped
                    ? AttemptResult.Failed(stopped)
                    : await BeginAsync(task, progress, retries, cancellationToken).ConfigureAwait(false);
            }

            if (result.Failure is not { } failure || !task.Task.Policy.Retry.Allows(failure, retries))
            {
                return (result, retries);
            }

            run.Observer.OnRetry(reference, retries + 1, failure);
            if (!await PauseAsync(task, retries + 1, cancellationToken).ConfigureAwait(false))
            {
                return (result, retries);
            }

            retries++;
        }
    }

    private async Task<AttemptResult> BeginAsync(
        TaskRun task, TaskProgress progress, int number, CancellationToken cancellationToken) =>
        await progress.BeginAsync(number).ConfigureAwait(false) is { } lost
            ? AttemptResult.Failed(lost)
            : await AttemptAsync(task, number, cancellationToken).ConfigureAwait(false);

    private async Task<AttemptResult> AttemptAsync(TaskRun task, int number, CancellationToken cancellationToken)
    {
        using var span = CapsuleTelemetry.StartAttempt(task, number + 1);
        task.Span = span?.Context ?? task.Caller;
        var result = await AttemptCountedAsync(task, number, cancellationToken).ConfigureAwait(false);
        CapsuleTelemetry.EndAttempt(span, result);
        return result;
    }

    private async Task<AttemptResult> AttemptCountedAsync(TaskRun task, int number, CancellationToken cancellationToken)
    {
        var run = task.Run;
        var memory = task.Task.Policy.Ram.Bytes;
        var asked = run.Time.GetTimestamp();
        try
        {
            if (!await run.Admission.EnterAsync(memory, cancellationToken).ConfigureAwait(false))
            {
                return AttemptResult.Failed(new Failure(ErrorType.LimitExceeded,
                    $"the run's memory of {run.Limits.TotalRam} (max_total_ram) is held by tasks that wait for this one, which may take {task.Task.Policy.Ram}"));
            }
        }
        catch (OperationCanceledException)
        {
            return CancelledBefore;
        }

        task.Queued += run.Time.GetElapsedTime(asked);
        try
        {
            var result = await AttemptAdmittedAsync(task, number, cancellationToken).ConfigureAwait(false);
            run.Options.Charge?.Invoke(result.FuelConsumed);
            return task.Handover?.Take(result) ?? result;
        }
        finally
        {
            run.Admission.Leave(memory);
        }
    }

    private async Task<AttemptResult> AttemptAdmittedAsync(TaskRun task, int number, CancellationToken cancellationToken)
    {
        AttemptHistory? history = null;
        if (task.Run.Journal is { IsDurable: true } journal
            && !(await AttemptHistory.OpenAsync(journal, task, number).ConfigureAwait(false)).TryGet(out history, out var failure))
        {
            return AttemptResult.Failed(failure);
        }

        var asked = task.Run.Time.GetTimestamp();
        TaskTurn turn;
        try
        {
            turn = await gate.EnterAsync(task.Reference.Path.Depth, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return CancelledBefore;
        }

        task.Queued += task.Run.Time.GetElapsedTime(asked);
        using (turn)
        {
            return await threads.RunAsync(() => Run(task, number, history, turn, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>On a sandbox thread: the next task need not wait for another thread to hear that this one ended.</summary>
    private AttemptResult Run(TaskRun task, int number, AttemptHistory? history, TaskTurn turn, CancellationToken cancellationToken)
    {
        using (turn)
        {
            using var host = new AttemptHost(this, task, number, history, new TaskPlace(task.Run.Admission, turn), cancellationToken);
            return new Attempt(sandboxes, task, host).Run(cancellationToken);
        }
    }

    /// <summary>Waits before a retry; false when the run was cancelled meanwhile.</summary>
    private static async Task<bool> PauseAsync(TaskRun task, int retry, CancellationToken cancellationToken)
    {
        var delay = task.Task.Policy.Retry.DelayBefore(retry, Random.Shared.NextDouble);
        try
        {
            await Task.Delay(delay, task.Run.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Envelope ToEnvelope(TaskRun task, AttemptResult result, int retries, TimeSpan duration)
    {
        var execution = new ExecutionInfo
        {
            TaskName = task.Task.Name,
            DurationMs = Math.Max(0, duration.TotalMilliseconds),
            Retries = retries,
            FuelConsumed = result.FuelConsumed,
            RamUsed = result.RamUsed,
            HostRequests = result.HostRequests,
            OmittedHostRequests = result.OmittedHostRequests,
            UnusedSecrets = result.UnusedSecrets,
        };
        return result.Failure is null
            ? new Envelope { Result = result.Result, Execution = execution }
            : new Envelope { Error = result.Failure, Execution = execution };
    }
}
