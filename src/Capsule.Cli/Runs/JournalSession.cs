using Capsule.Cli.Display;
using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Cli.Runs;

/// <summary>
/// The journal of a command that runs a program. One that is there is opened while the program is loaded, so nobody waits for it; a new one
/// is made only once the program is loaded, so that a refused one leaves no folder behind.
/// </summary>
internal sealed class JournalSession : IAsyncDisposable
{
    private readonly JournalPlan? plan;
    private readonly Terminal terminal;
    private readonly Lazy<Task<Outcome<IJournal>>> opening;

    /// <summary>Begins to open the journal.</summary>
    /// <param name="plan">How the run is journaled; null for not at all.</param>
    /// <param name="terminal">Where warnings go.</param>
    internal JournalSession(JournalPlan? plan, Terminal terminal)
    {
        (this.plan, this.terminal) = (plan, terminal);
        opening = new(() => plan is null
            ? Task.FromResult<Outcome<IJournal>>(Failure.Config("the run has no journal"))
            : Task.Run(plan.Project.Open));
        if (plan is not null && JournalFactory.Exists(plan.Project.Folder))
        {
            _ = opening.Value;
        }
    }

    /// <summary>The journal, as a run takes it. Null where the run has none, and continues without.</summary>
    internal async Task<Outcome<RunJournaling?>> ReadyAsync()
    {
        if (plan is null)
        {
            return default(RunJournaling);
        }

        if (!(await opening.Value.ConfigureAwait(false)).TryGet(out var opened, out var failure))
        {
            if (!plan.IsOptional)
            {
                return failure;
            }

            terminal.WriteWarning($"the run is not journaled: {failure.Message}");
            return default(RunJournaling);
        }

        foreach (var warning in opened.Warnings)
        {
            terminal.WriteWarning($"{warning}");
        }

        return new RunJournaling
        {
            Journal = opened,
            Program = plan.Program,
            IsDurable = plan.IsDurable,
            IdempotencyKey = plan.Key,
        };
    }

    /// <summary>Tells how to resume a durable run that has not ended.</summary>
    internal async Task ExplainAsync(Envelope envelope)
    {
        if (plan is { IsDurable: true } && opening.IsValueCreated && (await opening.Value.ConfigureAwait(false)).Value is { } journal)
        {
            await Interrupted.ExplainAsync(terminal, plan.Project, journal, envelope).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Closes the journal; gives why it has not all of a run that can do without, or null. Of what is written last, nothing that
    /// follows would tell it.
    /// </summary>
    internal async Task<Failure?> EndAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        return plan?.IsOptional == true && opening.IsValueCreated && (await opening.Value.ConfigureAwait(false)).Value is { } journal ? journal.Lost : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (opening.IsValueCreated && (await opening.Value.ConfigureAwait(false)).Value is { } journal)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }
    }
}
