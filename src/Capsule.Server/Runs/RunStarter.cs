using Capsule.Journaling;
using Capsule.Runtime;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs;
using Capsule.Server.Programs;
using Capsule.Server.Tenants;

namespace Capsule.Server.Runs;

/// <summary>Starts runs: whoever is told that one has started finds it again, whenever the server ends.</summary>
internal sealed class RunStarter(CapsuleRuntime runtime, TenantJournals journals, LoadedPrograms programs, RunExecutor executor, OpenRuns runs, ServerOptions options)
{
    /// <summary>Starts a run of a tenant, or finds the one that has its key.</summary>
    internal async Task<StartedRun> StartAsync(string tenant, WantedRun wanted, CancellationToken cancellationToken)
    {
        if (!journals.OpenOf(tenant).TryGet(out var lease, out var failure))
        {
            return new StartedRun.NotWritten(failure);
        }

        await using var closing = lease;
        if (await FindAsync(lease.Journal, wanted, cancellationToken) is { } known)
        {
            return known;
        }

        if (!(await programs.LoadAsync(tenant, wanted.Program, cancellationToken)).TryGet(out var program, out failure))
        {
            return new StartedRun.Refused(failure);
        }

        if (ServerGrants.Refuse(program, options.Caps) is { } refusal)
        {
            return new StartedRun.Refused(refusal);
        }

        if (runs.Reserve(tenant) is var room && room != Reservation.Made)
        {
            return new StartedRun.NoRoom(room);
        }

        OpenRun? added = null;
        try
        {
            var (started, run) = await CreateAsync(tenant, lease.Journal, program, wanted);
            added = run;
            return started;
        }
        finally
        {
            if (added is null)
            {
                runs.Release(tenant);
            }
        }
    }

    /// <summary>The run that has the key of one that is wanted, or null.</summary>
    private static async Task<StartedRun?> FindAsync(IJournal journal, WantedRun wanted, CancellationToken cancellationToken)
    {
        if (wanted.Key is null)
        {
            return null;
        }

        var found = await journal.RunsAsync(new RunQuery { IdempotencyKey = wanted.Key, Limit = 1 }, cancellationToken);
        return !found.TryGet(out var known, out var failure) ? new StartedRun.NotWritten(failure)
            : known is [var same] ? Again(same, wanted)
            : null;
    }

    /// <summary>Writes a run down and lets it wait for its turn. A client that goes away here leaves both, or neither.</summary>
    private async Task<(StartedRun Started, OpenRun? Added)> CreateAsync(string tenant, IJournal journal, LoadedProgram program, WantedRun wanted)
    {
        var how = executor.OptionsFor(journal, wanted.Program, wanted.IsDurable, wanted.Key) with { Overrides = wanted.Limits };
        if (!(await runtime.CreateRunAsync(program, wanted.Call, how, CancellationToken.None)).TryGet(out var creation, out var failure))
        {
            return (failure.Type == ErrorType.JournalError ? new StartedRun.NotWritten(failure) : new StartedRun.Refused(failure), null);
        }

        if (creation.Lease is not { } right)
        {
            return (Again(creation.Run, wanted), null);
        }

        await right.DisposeAsync();
        var run = new OpenRun(tenant, creation.Run.Id, creation.Run.Start.Program) { IsDurable = wanted.IsDurable, IsNew = true };
        runs.Add(run);
        return (new StartedRun.Ready(creation.Run), run);
    }

    /// <summary>A key that stands for another run is a mistake of the client, who would take that run's result for this one's.</summary>
    private static StartedRun Again(RunRecord known, WantedRun wanted) =>
        (wanted.IsExact && known.Start.Program != wanted.Program.ToString())
        || (wanted.Call.Task is { } task && known.Start.Task != task)
        || known.Start.Arguments != new RunArguments(wanted.Call.Args, wanted.Call.Kwargs).ToJson()
            ? new StartedRun.KeyIsTaken()
            : new StartedRun.Ready(known);
}
