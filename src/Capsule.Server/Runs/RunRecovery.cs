using Capsule.Journaling;
using Capsule.Runtime.Durable;

namespace Capsule.Server.Runs;

/// <summary>Finds the runs that have not ended and that nobody executes: those of an earlier server, and those that were just suspended.</summary>
internal sealed partial class RunRecovery(OpenRuns runs, TenantJournals journals, ILogger<RunRecovery> log)
{
    private const int PageSize = 500;

    /// <summary>Takes over the runs that an earlier server left: durable ones continue, others have ended.</summary>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in journals.Tenants)
        {
            if (await RestoreAsync(tenant, cancellationToken) is { } failure)
            {
                CannotRestore(log, tenant, failure.Message);
            }
        }
    }

    /// <summary>Lets a run that was just suspended take its turn where what it waits for came before that was known.</summary>
    internal async Task WakeIfDueAsync(OpenRun run)
    {
        if (!journals.OpenOf(run.Tenant).TryGet(out var lease, out var failure))
        {
            CannotRestore(log, run.Tenant, failure.Message);
            return;
        }

        await using var closing = lease;
        await WakeIfDueAsync(lease.Journal, run);
    }

    private async Task WakeIfDueAsync(IJournal journal, OpenRun run)
    {
        var inbox = await journal.InboxAsync(run.Id);
        if (inbox.Value is not { } found || found.CancelRequested is not null)
        {
            runs.Wake(run.Id, signal: null);
            return;
        }

        foreach (var signal in found.Signals)
        {
            runs.Wake(run.Id, signal.Name);
        }
    }

    private async Task<Failure?> RestoreAsync(string tenant, CancellationToken cancellationToken)
    {
        if (!journals.OpenOf(tenant).TryGet(out var lease, out var failure))
        {
            return failure;
        }

        await using var closing = lease;
        var lost = default(Failure);
        var query = new RunQuery { IsOpen = true, OmitsContents = true, Limit = PageSize };
        while (true)
        {
            if (!(await lease.Journal.RunsAsync(query, cancellationToken)).TryGet(out var page, out failure))
            {
                return failure;
            }

            foreach (var run in page)
            {
                lost = await RestoreAsync(tenant, lease.Journal, run) ?? lost;
            }

            if (page.Count < PageSize)
            {
                return lost;
            }

            query = query with { Before = page[^1].Id };
        }
    }

    private async Task<Failure?> RestoreAsync(string tenant, IJournal journal, RunRecord run)
    {
        if (!run.Start.IsDurable)
        {
            return await RunControl.EndAsync(journal, run.Id, new Failure(
                ErrorType.Cancelled, "the server ended while it executed the run, which is not durable: start it again"));
        }

        var open = new OpenRun(tenant, run.Id, run.Start.Program) { IsDurable = true };
        var isWaiting = run.Status == ExecutionStatus.Waiting;
        runs.Restore(open, isWaiting);
        if (isWaiting)
        {
            // The journal has one of the signals that it waits for: any may be one of them.
            runs.Suspend(open, run.State.WakeAt, signals: null);
            await WakeIfDueAsync(journal, open);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the runs of tenant {Tenant} cannot all be taken over: {Reason}")]
    private static partial void CannotRestore(ILogger log, string tenant, string reason);
}
