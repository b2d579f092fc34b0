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

    /// <summary>The project whose runs are meant: the folder itself, or that of the capsule.toml that holds in it.</summary>
    /// <param name="start">The folder.</param>
    /// <param name="advice">By what the caller names another one.</param>
    /// <remarks>Threat: a journal that somebody put into a folder above, such as <c>/tmp</c>. Only a capsule.toml leads upwards.</remarks>
    internal static Outcome<ProjectJournal> Find(string start, string advice = "--project")
    {
        var folder = new ProjectJournal(Path.GetFullPath(start));
        if (JournalFactory.Exists(folder.Folder))
        {
            return folder;
        }

        if (!ProjectFileReader.Find(folder.Root).TryGet(out var file, out var failure))
        {
            return failure;
        }

        return file.Folder is { } root && new ProjectJournal(Path.GetFullPath(root)) is var project && JournalFactory.Exists(project.Folder)
            ? project
            : Failure.Config(
                $"there are no runs in {folder.Root}: 'capsule run' keeps them in the folder of capsule.toml, "
                + $"else of the Python file; name that folder with {advice}");
    }

    /// <summary>Opens the journal.</summary>
    internal Outcome<IJournal> Open() => JournalFactory.Open(Folder);

    /// <summary>A program's path as runs keep it: the folder may be moved, and its runs go on.</summary>
    internal string PathOf(string program) => Path.GetRelativePath(Root, Path.GetFullPath(program));

    /// <summary>The flag that has other commands find this journal; empty where they find it without.</summary>
    internal string Flag => Find(Environment.CurrentDirectory).Value?.Root == Root ? "" : $" --project {Quote(Root)}";

    /// <summary>The command that resumes a run.</summary>
    internal string ResumeCommand(RunId run) => $"capsule resume {ShortId.Of(run)}{Flag}";

    /// <summary>The command that sends a run the signal that it waits for, as a shell takes it.</summary>
    internal string SignalCommand(RunId run, string signal) => $"capsule signal {ShortId.Of(run)} {Quote(signal)}{Flag}";

    /// <summary>Threat: a signal's name is the task's choice, and the command is made to be pasted.</summary>
    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '/' or '-' && word[0] != '-') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
