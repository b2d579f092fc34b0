using Capsule.Cli.Display;
using Capsule.Journaling;
using Capsule.Runtime.Worker.Runs;

namespace Capsule.Cli.Runs;

/// <summary>The journals of projects, for a worker.</summary>
internal sealed class WorkerJournals(Terminal terminal) : IProjectJournals
{
    public Outcome<string> Find(string folder) =>
        ProjectJournal.Find(folder, "\"cwd\"").TryGet(out var project, out var failure) ? project.Root : failure;

    public Outcome<IJournal> Open(string root)
    {
        if (!new ProjectJournal(root).Open().TryGet(out var journal, out var failure))
        {
            return failure;
        }

        foreach (var warning in journal.Warnings)
        {
            terminal.WriteWarning($"{warning}");
        }

        return Outcome<IJournal>.Of(journal);
    }
}
