using System.Text;
using Capsule.Journaling;
using Capsule.Programs;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Durable;

/// <summary>Starts and resumes runs, with a journal or without.</summary>
internal sealed class RunLauncher(TaskRunner runner, TimeProvider time)
{
    /// <summary>Starts a run; one that has the same key is resumed, or its envelope returned.</summary>
    internal async Task<Envelope> StartAsync(
        LoadedProgram program, TaskDefinition task, TaskCall call, RunOptions options, CancellationToken cancellationToken)
    {
        if (options.Caps.Refuse(program.AllTasks) is { } refusal)
        {
            return CapsuleRuntime.NotRun(task.Name, refusal);
        }

        if (options.Journaling is not { } journaling)
        {
            return await RunUnjournaledAsync(program, task, call, options, cancellationToken).ConfigureAwait(false);
        }

        var settings = RunSettings.Of(options);
        var start = StartOf(program, task, call, settings, journaling);
        if (!(await journaling.Store.CreateRunAsync(
            start, start.IsDurable ? Durability.Durable : Durability.Batched, cancellationToken).ConfigureAwait(false))
            .TryGet(out var creation, out var failure))
        {
            if (!journaling.IsOptional)
            {
                return CapsuleRuntime.NotRun(task.Name, failure);
            }

            options.Observer.OnJournalLost(failure);
            return await RunUnjournaledAsync(program, task, call, options, cancellationToken).ConfigureAwait(false);
        }

        if (creation.Lease is not { } lease)
        {
            return await ResumeAsync(program, creation.Run, options, acceptChanges: false, isFirst: false, cancellationToken).ConfigureAwait(false);
        }

        await using (lease.ConfigureAwait(false))
        {
            return await ExecuteAsync(program, start, settings, lease, isNew: true, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a run down, for somebody who executes it later; gives the run that has the same key, where there is one.</summary>
    internal async Task<Outcome<RunCreation>> CreateAsync(
        LoadedProgram program, TaskDefinition task, TaskCall call, RunOptions options, CancellationToken cancellationToken)
    {
        var journaling = options.Journaling!;
        return options.Caps.Refuse(program.AllTasks) is { } refusal ? refusal
            : await journaling.Store.CreateRunAsync(
                StartOf(program, task, call, RunSettings.Of(options), journaling), Durability.Durable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Resumes a run.</summary>
    /// <param name="program">Its program.</param>
    /// <param name="run">The run.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="acceptChanges">Whether the program may be another one than it was.</param>
    /// <param name="isFirst">Whether nothing of it was executed before: then it need not be durable.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    internal async Task<Envelope> ResumeAsync(
        LoadedProgram program, RunRecord run, RunOptions options, bool acceptChanges, bool isFirst, CancellationToken cancellationToken)
    {
        if (run.State is { Status: var status, Envelope: { } envelope } && status.IsEnd())
        {
            return RunControl.EnvelopeOf(Location(options), run, envelope);
        }

        if (!RunSettings.Read(run.Start, Location(options)).TryGet(out var settings, out var failure))
        {
            return CapsuleRuntime.NotRun(run.Start.Task, failure);
        }

        if (CheckResumable(program, run, settings, options, acceptChanges, isFirst) is { } reason)
        {
            return CapsuleRuntime.NotRun(run.Start.Task, reason);
        }

        if (!(await options.Journaling!.Store.AcquireAsync(run.Id, cancellationToken).ConfigureAwait(false))
            .TryGet(out var lease, out failure))
        {
            return CapsuleRuntime.NotRun(run.Start.Task, failure);
        }

        await using (lease.ConfigureAwait(false))
        {
            return await ExecuteAsync(
                program, run.Start, settings, lease, isNew: false, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Executes a run again from its journal, doing nothing new.</summary>
    internal async Task<Envelope> ReplayAsync(
        LoadedProgram program, RunRecord run, RunOptions options, CancellationToken cancellationToken)
    {
        if (!RunSettings.Read(run.Start, Location(options)).TryGet(out var settings, out var failure))
        {
            return CapsuleRuntime.NotRun(run.Start.Task, failure);
        }

        var reason = run.Start.IsDurable
            ? options.Caps.Refuse(program.AllTasks) ?? KeptMounts.Check(run, settings, options.Mounts)
            : Failure.Config($"run {run.Id} was not started with --durable: the journal has none of its answers to replay");
        if (reason is not null)
        {
            return CapsuleRuntime.NotRun(run.Start.Task, reason);
        }

        var journal = new RunJournal(
            new ReadOnlyJournal(options.Journaling!.Store), new ReadOnlyJournal.Lease(run.Id), run.Start, settings.Seed, time);
        var context = new RunContext(program, settings.Restrict(options), journal, time) { Shutdown = cancellationToken };
        return await RunStartAsync(context, run.Start, new(settings.Overrides ?? TaskLimits.None, IsStored: true), cancellationToken).ConfigureAwait(false);
    }

    private static string Location(RunOptions options) => options.Journaling!.Store.Location;

    private static Failure? CheckResumable(
        LoadedProgram program, RunRecord run, RunSettings settings, RunOptions options, bool acceptChanges, bool isFirst) =>
        !run.Start.IsDurable && !isFirst
            ? Failure.Config($"run {run.Id} was not started with --durable: it cannot be resumed, only run again")
        : run.Start.ProgramHash != program.JournaledId && !acceptChanges
            ? Failure.Config(
                $"the program of run {run.Id} has changed since the run started (or Capsule has): "
                + "put it back as it was, or resume with --accept-changes, which fails where the task now does something else")
            : options.Caps.Refuse(program.AllTasks) ?? KeptMounts.Check(run, settings, options.Mounts);

    private RunStart StartOf(
        LoadedProgram program, TaskDefinition task, TaskCall call, RunSettings settings, RunJournaling journaling) => new()
        {
            Id = RunId.Create(time),
            IdempotencyKey = journaling.IdempotencyKey,
            Program = journaling.Program ?? program.Source.EntryFile,
            ProgramHash = program.JournaledId,
            Task = task.Name,
            Arguments = new RunArguments(call.Args, call.Kwargs).ToJson(),
            Argv = call.Argv,
            IsDurable = journaling.IsDurable,
            Overrides = settings.ToJson(),
            Created = time.GetUtcNow(),
        };

    private Task<Envelope> RunUnjournaledAsync(
        LoadedProgram program, TaskDefinition task, TaskCall call, RunOptions options, CancellationToken cancellationToken) => RunEntryAsync(
            new RunContext(program, options, journal: null, time) { Shutdown = cancellationToken }, task, call, new(options.Overrides, IsStored: false), cancellationToken);

    private async Task<Envelope> ExecuteAsync(
        LoadedProgram program, RunStart start, RunSettings settings, IRunLease lease, bool isNew, RunOptions options, CancellationToken cancellationToken)
    {
        var journaling = options.Journaling!;
        var journal = new RunJournal(
            journaling.Store, lease, start, settings.Seed, time, journaling.IsOptional ? options.Observer.OnJournalLost : null);
        using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var run = new RunContext(program, settings.Restrict(options), journal, time) { Shutdown = shutdown.Token };
        options.Observer.OnRunStarted(start.Id);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Token);
        using var watching = new CancellationTokenSource();
        var watch = WatchForCancelAsync(journal, ending, watching.Token);
        var envelope = await RunStartAsync(run, start, new(settings.Overrides ?? TaskLimits.None, IsStored: !isNew), ending.Token).ConfigureAwait(false);
        await watching.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        envelope = envelope with { RunId = start.Id.ToString() };
        if (lease.Lost.IsCancellationRequested)
        {
            return CapsuleRuntime.NotRun(start.Task, JournalFailures.LeaseLost(start.Id)) with { RunId = envelope.RunId };
        }

        if (run.CanBeResumed(envelope))
        {
            return envelope;
        }

        var state = RunState.Ended(RunJournal.StatusOf(envelope), Encoding.UTF8.GetString(envelope.ToJson()));
        return await journal.ChangeAsync(state).ConfigureAwait(false) is { } failure
            ? CapsuleRuntime.NotRun(start.Task, failure) with { RunId = envelope.RunId }
            : envelope;
    }

    private async Task<Envelope> RunStartAsync(
        RunContext run, RunStart start, EntryOverrides overrides, CancellationToken cancellationToken)
    {
        if (run.Program.Manifest.Find(start.Task) is not { } task)
        {
            return CapsuleRuntime.NotRun(start.Task, Failure.Config($"the program has no task '{start.Task}' any more"));
        }

        if (!RunArguments.Read(start, run.Journal!.Location).TryGet(out var arguments, out var failure))
        {
            return CapsuleRuntime.NotRun(start.Task, failure);
        }

        var call = new TaskCall { Task = start.Task, Args = arguments.Args, Kwargs = arguments.Kwargs, Argv = start.Argv };
        return await RunEntryAsync(run, task, call, overrides, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Envelope> RunEntryAsync(
        RunContext run, TaskDefinition task, TaskCall call, EntryOverrides overrides, CancellationToken cancellationToken)
    {
        var policy = overrides.Apply(task.Policy, run.Options.Caps);
        using var span = CapsuleTelemetry.StartRun(task.Name, run.Program.Guest.Identity.Language, run.Journal?.Id.ToString());
        var entry = new TaskRun(run, task with { Policy = policy }, call, TaskReference.Entry(task.Name))
        {
            Caller = span?.Context ?? default,
        };
        var envelope = await runner.RunAsync(entry, cancellationToken).ConfigureAwait(false);
        CapsuleTelemetry.End(span, envelope.Error);
        return envelope;
    }

    private static async Task WatchForCancelAsync(RunJournal journal, CancellationTokenSource run, CancellationToken end)
    {
        if (await journal.Signals.IsCancelledAsync(end).ConfigureAwait(false))
        {
            await run.CancelAsync().ConfigureAwait(false);
        }
    }
}
