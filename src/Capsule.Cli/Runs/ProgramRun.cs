using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Runs;

/// <summary>Loads a program and runs it, with its journal.</summary>
internal static class ProgramRun
{
    /// <summary>Gives the envelope, or why the program was not run.</summary>
    /// <param name="terminal">Where warnings and displays go.</param>
    /// <param name="plan">How the run is journaled; null for not at all.</param>
    /// <param name="options">How to run it, but for its journal.</param>
    /// <param name="language">The program's language.</param>
    /// <param name="load">Loads the program.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<Outcome<Envelope>> ExecuteAsync(
        Terminal terminal,
        JournalPlan? plan,
        RunOptions options,
        GuestLanguage language,
        Func<CapsuleRuntime, CancellationToken, Task<Outcome<LoadedProgram>>> load,
        Func<CapsuleRuntime, LoadedProgram, RunOptions, CancellationToken, Task<Envelope>> run,
        CancellationToken cancellationToken)
    {
        var journal = new JournalSession(plan, terminal);
        await using (journal.ConfigureAwait(false))
        {
            var envelope = await RuntimeSession.UseAsync<Envelope>(terminal, RunAsync, cancellationToken, language: language).ConfigureAwait(false);
            if (await journal.EndAsync().ConfigureAwait(false) is { } lost)
            {
                options.Observer.OnJournalLost(lost);
            }

            return envelope;
        }

        async Task<Outcome<Envelope>> RunAsync(CapsuleRuntime runtime)
        {
            if (!(await load(runtime, cancellationToken).ConfigureAwait(false)).TryGet(out var program, out var failure)
                || !(await journal.ReadyAsync().ConfigureAwait(false)).TryGet(out var journaling, out failure))
            {
                return failure;
            }

            var envelope = await run(runtime, program, options with { Journaling = journaling }, cancellationToken).ConfigureAwait(false);
            await journal.ExplainAsync(envelope).ConfigureAwait(false);
            return envelope;
        }
    }
}
