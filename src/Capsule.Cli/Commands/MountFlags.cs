using System.CommandLine;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary><c>--mount</c>: folders for all tasks of a run.</summary>
internal sealed class MountFlags
{
    private readonly Option<string[]> mounts = new("--mount")
    {
        Description = "A folder for all tasks of the run, read-only unless it ends with :rw. May be given several times.",
        HelpName = "HOST[::GUEST][:ro|:rw]",
    };

    internal void AddTo(Command command) => command.Add(mounts);

    internal Outcome<FolderMount[]> Read(ParseResult parsed) => FolderMount.ParseAll(parsed.GetValue(mounts) ?? []);
}
