using Capsule.Journaling;
using Capsule.Runtime;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs;

namespace Capsule.Server.Runs;

/// <summary>Executes runs that are in a tenant's journal.</summary>
internal sealed class RunExecutor(
    CapsuleRuntime runtime, TenantJournals journals, LoadedPrograms programs, RunWatches watches, ServerOptions options)
{
    /// <summary>How a run of a journal is executed.</summary>
    internal RunOptions OptionsFor(IJournal journal, RunProgram program, bool isDurable, string? key = null) => options.Run with
    {
        Journaling = new RunJournaling
        {
            Journal = journal,
            Program = program.ToString(),
            IsDurable = isDurable,
            IdempotencyKey = key,
            IsAskedFor = true,
        },
    };

    /// <summary>Executes a run until it ends or waits.</summary>
    /// <param name="open">The run.</param>
    /// <param name="charge">Receives what its tasks compute.</param>
    /// <param name="interruption">Interrupts it; one that is not durable has ended then.</param>
    internal async Task<RunEnd> ExecuteAsync(OpenRun open, Action<long> charge, CancellationToken interruption)
    {
        if (!journals.OpenOf(open.Tenant).TryGet(out var lease, out var failure))
        {
            return new RunEnd.Interrupted(failure);
        }

        await using var closing = lease;
        if (!(await lease.Journal.RunAsync(open.Id, interruption)).TryGet(out var run, out failure))
        {
            return failure.Type == ErrorType.JournalError ? new RunEnd.Interrupted(failure) : new RunEnd.Ended();
        }

        if (run.Status.IsEnd())
        {
            return new RunEnd.Ended();
        }

        if (run.CancelRequested is not null)
        {
            return await EndAsync(lease.Journal, run, new Failure(ErrorType.Cancelled, "the run was cancelled"));
        }

        if (RunProgram.Parse(run.Start.Program) is not { } named)
        {
            return await EndAsync(lease.Journal, run, Failure.Config("the run names a program that this server does not know"));
        }

        var loaded = await programs.LoadAsync(open.Tenant, named, interruption);
        return loaded.TryGet(out var program, out failure) ? await ExecuteAsync(open, lease.Journal, run, program, OptionsFor(lease.Journal, named, run.Start.IsDurable) with { Charge = charge }, interruption)
            : failure.Type == ErrorType.Cancelled && interruption.IsCancellationRequested ? new RunEnd.Interrupted(null)
            : await EndAsync(lease.Journal, run, failure);
    }

    private async Task<RunEnd> ExecuteAsync(
        OpenRun open, IJournal journal, RunRecord run, LoadedProgram program, RunOptions how, CancellationToken interruption)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        var observer = new ExecutionObserver(open.Id, watches, ending);
        how = how with { Observer = observer };
        var isNew = open.IsNew;
        open.IsNew = false;
        var envelope = isNew
            ? await runtime.ExecuteCreatedAsync(program, run, how, ending.Token)
            : await runtime.ResumeAsync(program, run, how, cancellationToken: ending.Token);
        var written = await journal.FlushAsync(CancellationToken.None);
        if (written is not null || !(await journal.RunAsync(open.Id, CancellationToken.None)).TryGet(out var now, out written))
        {
            return new RunEnd.Interrupted(written);
        }

        return now.Status.IsEnd() ? new RunEnd.Ended()
            : observer.Suspension is { } suspension && now.Status == ExecutionStatus.Waiting ? suspension
            : interruption.IsCancellationRequested ? new RunEnd.Interrupted(null)
            : observer.Suspension is not null ? new RunEnd.Interrupted(envelope.Error)
            : envelope.Error is { Type: ErrorType.JournalError or ErrorType.LeaseLost } lost ? new RunEnd.Interrupted(lost)
            : await EndAsync(journal, now, envelope.Error ?? new Failure(ErrorType.InternalError, "the run ended, and its journal does not have its end"));
    }

    /// <summary>Ends a run that cannot be executed, now or ever.</summary>
    private static async Task<RunEnd> EndAsync(IJournal journal, RunRecord run, Failure reason) =>
        await RunControl.EndAsync(journal, run.Id, reason) is { } failure ? new RunEnd.Interrupted(failure) : new RunEnd.Ended();
}
