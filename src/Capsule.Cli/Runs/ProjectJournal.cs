using Capsule.Errors;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Runs;

/// <summary>Where the runs of a project are kept.</summary>
/// <param name="Root">The project's folder, absolute.</param>
internal sealed record ProjectJournal(string Root)
{
    internal const string FolderName = ".capsule";

    /// <summary>The folder of the journal.</summary>
    internal string Folder => Path.Combine(Root, FolderName);

    /// <summary>The project of a program: the folder of capsule.toml, else of the entry file.</summary>
    internal static ProjectJournal Of(ProgramRequest request) => new(Path.GetFullPath(request.ProjectFolder));

    /// <summary>The project of the current folder: the folder of the capsule.toml that holds there, or the current one.</summary>
    internal static ProjectJournal Here(ProjectFile project) =>
        new(Path.GetDirectoryName(project.Path) ?? Environment.CurrentDirectory);

    /// <summary>The project whose runs are meant: the nearest folder with a journal, from one upwards.</summary>
    internal static Outcome<ProjectJournal> Find(string start)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(start)); at is not null; at = at.Parent)
        {
            var journal = new ProjectJournal(at.FullName);
            if (SqliteJournal.Exists(journal.Folder))
            {
                return journal;
            }
        }

        return Failure.Config(
            $"there are no runs in {Path.GetFullPath(start)} or above: 'capsule run' keeps them in the folder of capsule.toml, "
            + "else of the Python file; name that folder with --project");
    }

    /// <summary>Opens the journal.</summary>
    internal Outcome<OpenedJournal> Open() => SqliteJournal.Open(Folder);

    /// <summary>A program's path as runs keep it: the folder may be moved, and its runs go on.</summary>
    internal string PathOf(string program) => Path.GetRelativePath(Root, Path.GetFullPath(program));

    /// <summary>The flag that has other commands find this journal; empty where they find it without.</summary>
    internal string Flag => Find(Environment.CurrentDirectory).Value?.Root == Root ? "" : $" --project {Root}";

    /// <summary>The command that goes on with a run.</summary>
    internal string ResumeCommand(RunId run) => $"capsule resume {run}{Flag}";
}
