using System.Threading.Channels;
using Capsule.Journaling;
using Capsule.Server.Http;
using Capsule.Server.Tenants;

namespace Capsule.Server.Runs;

/// <summary>Executes the runs of all tenants: as many at once as there are slots, and those of an earlier server too.</summary>
internal sealed partial class RunScheduler : IHostedLifecycleService, IDisposable
{
    /// <summary>After how long a run is tried again whose journal cannot be used.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>How long runs that cannot be resumed may go on when the server ends.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>After how long a tenant asks again that got no slot.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly OpenRuns runs;
    private readonly RunExecutor executor;
    private readonly RunRecovery recovery;
    private readonly RunWatches watches;
    private readonly TenantStore tenants;
    private readonly ExecutionSlots slots;
    private readonly TimeProvider time;
    private readonly ILogger<RunScheduler> log;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> served = new(StringComparer.Ordinal);
    private readonly HashSet<Task> working = [];
    private Task dispatching = Task.CompletedTask;

    public RunScheduler(
        OpenRuns runs, RunExecutor executor, RunRecovery recovery, RunWatches watches, TenantStore tenants, ExecutionSlots slots, TimeProvider time,
        ILogger<RunScheduler> log)
    {
        (this.runs, this.executor, this.recovery, this.watches) = (runs, executor, recovery, watches);
        (this.tenants, this.slots, this.time, this.log) = (tenants, slots, time, log);
        runs.Changed = () => changed.Writer.TryWrite(true);
    }

    /// <summary>Before the server listens: whoever asks for a run of an earlier server finds it.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await recovery.RestoreAsync(cancellationToken);
        dispatching = Task.Run(() => DispatchAsync(stopping.Token), CancellationToken.None);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Interrupts what can be resumed, and gives the rest some time.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await dispatching;
        ending.CancelAfter(Grace);
        await using var hurry = cancellationToken.Register(ending.Cancel);
        while (Working() is { Length: > 0 } left)
        {
            await Task.WhenAll(left);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        stopping.Dispose();
        ending.Dispose();
    }

    /// <summary>Has the runs of each tenant take their turns; the slots see to it that no tenant keeps another's from them.</summary>
    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (waiting, next) = runs.WakeDue(time.GetUtcNow());
            foreach (var tenant in waiting)
            {
                bool isNew;
                lock (served)
                {
                    isNew = served.Add(tenant);
                }

                if (isNew)
                {
                    Follow(Task.Run(() => ServeAsync(tenant), CancellationToken.None));
                }
            }

            await PauseAsync(next, cancellationToken);
        }
    }

    /// <summary>Executes the runs of a tenant as it gets slots for them, until none waits.</summary>
    private async Task ServeAsync(string tenant)
    {
        while (!stopping.IsCancellationRequested && runs.HasTurn(tenant))
        {
            if (tenants.Find(tenant) is not { } use)
            {
                runs.Forget(tenant);
                break;
            }

            var (slot, _) = await slots.TakeAsync(use, ending.Token);
            if (slot is null)
            {
                Task pause = Task.Delay(Pause, time, stopping.Token);
                await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (!stopping.IsCancellationRequested && runs.TakeNext(tenant) is { } run)
            {
                Follow(Task.Run(() => ExecuteAsync(run, slot), CancellationToken.None));
            }
            else
            {
                slot.Dispose();
            }
        }

        lock (served)
        {
            served.Remove(tenant);
        }

        changed.Writer.TryWrite(true); // a run may have come before the tenant was no longer served
    }

    private void Follow(Task work)
    {
        lock (working)
        {
            working.Add(work);
        }

        _ = work.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ExecuteAsync(OpenRun run, ExecutionSlots.Slot slot)
    {
        RunEnd end;
#pragma warning disable CA1031 // One run must not end the server, or keep its slot.
        try
        {
            using var holding = slot;
            using var interruption = CancellationTokenSource.CreateLinkedTokenSource(slot.Ended, run.IsDurable ? stopping.Token : ending.Token);
            end = await executor.ExecuteAsync(run, slot.Charge, interruption.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            FailedToExecute(log, e, run.Id);
            end = new RunEnd.Interrupted(new Failure(ErrorType.InternalError, e.Message));
        }
#pragma warning restore CA1031

        switch (end)
        {
            case RunEnd.Ended:
                runs.Forget(run.Id);
                break;
            case RunEnd.Suspended suspended:
                runs.Suspend(run, suspended.Until, suspended.Signals);
                await recovery.WakeIfDueAsync(run);
                break;
            case RunEnd.Interrupted interrupted when !stopping.IsCancellationRequested:
                TryAgain(run, interrupted.Reason);
                break;
        }

        watches.Tell(run.Id);
    }

    /// <summary>Lets a run wait for its turn again: one that was only interrupted at once, since its tenant gets no slot before it may have one.</summary>
    private void TryAgain(OpenRun run, Failure? reason)
    {
        if (reason is null)
        {
            runs.Suspend(run, until: null, signals: []);
            runs.Wake(run.Id, signal: null);
            return;
        }

        CannotExecute(log, run.Id, reason.Message);
        runs.Suspend(run, time.GetUtcNow() + RetryDelay, signals: []);
    }

    private async Task PauseAsync(DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var pause = until is { } next ? next - time.GetUtcNow() : LongestPause;
        using var wait = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 1, LongestPause.Ticks)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, cancellationToken);
        Task told = changed.Reader.ReadAsync(either.Token).AsTask();
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(Task work)
    {
        lock (working)
        {
            working.Remove(work);
        }
    }

    private Task[] Working()
    {
        lock (working)
        {
            return [.. working];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "run {Run} could not be executed, and is tried again")]
    private static partial void FailedToExecute(ILogger log, Exception exception, RunId run);

    [LoggerMessage(Level = LogLevel.Error, Message = "run {Run} cannot be executed now, and is tried again: {Reason}")]
    private static partial void CannotExecute(ILogger log, RunId run, string reason);
}
