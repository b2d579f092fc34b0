using System.CommandLine;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary><c>--mount</c>: folders for all tasks of a run.</summary>
internal sealed class MountFlags
{
    internal const string Form = "HOST[::GUEST][:ro|:rw|:overlay]";

    private readonly Option<string[]> mounts = new("--mount")
    {
        Description = "A folder for all tasks of the run, read-only unless it ends with :rw, or with :overlay for a private view. May be given several times.",
        HelpName = Form,
    };

    internal void AddTo(Command command) => command.Add(mounts);

    internal Outcome<FolderMount[]> Read(ParseResult parsed) => FolderMount.ParseAll(parsed.GetValue(mounts) ?? []);
}
