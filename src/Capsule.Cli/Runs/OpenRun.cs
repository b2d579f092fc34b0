using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Gives commands a journal for as long as they need it.</summary>
internal static class OpenRun
{
    /// <summary>Opens the journal that is meant and uses it; gives the exit code.</summary>
    internal static async Task<int> UseJournalAsync(
        this RunSelector selector, ParseResult parsed, Terminal terminal, Func<IJournal, ProjectJournal, Task<Outcome<int>>> use)
    {
        var result = await OpenAsync(selector, parsed, terminal, use).ConfigureAwait(false);
        if (result.TryGet(out var code, out var failure))
        {
            return code;
        }

        terminal.WriteError($"{failure.Type.ToName()}: {DisplayText.Message(failure.Message)}");
        return ExitCodes.Of(failure);
    }

    /// <summary>Opens the journal, finds the run that is meant and uses both; gives the exit code.</summary>
    internal static Task<int> UseRunAsync(
        this RunSelector selector, ParseResult parsed, Terminal terminal, Func<IJournal, RunRecord, Task<Outcome<int>>> use) =>
        selector.UseJournalAsync(parsed, terminal, async (journal, _) =>
            (await selector.FindAsync(parsed, journal).ConfigureAwait(false)).TryGet(out var run, out var failure)
                ? await use(journal, run).ConfigureAwait(false)
                : failure);

    private static async Task<Outcome<int>> OpenAsync(
        RunSelector selector, ParseResult parsed, Terminal terminal, Func<IJournal, ProjectJournal, Task<Outcome<int>>> use)
    {
        if (!selector.Project(parsed).TryGet(out var project, out var failure)
            || !project.Open().TryGet(out var opened, out failure))
        {
            return failure;
        }

        foreach (var warning in opened.Warnings)
        {
            terminal.WriteWarning($"{warning}");
        }

        await using (opened.ConfigureAwait(false))
        {
            return await use(opened, project).ConfigureAwait(false);
        }
    }
}
