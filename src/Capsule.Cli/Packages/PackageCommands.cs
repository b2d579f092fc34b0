using System.CommandLine;
using Capsule.Cli.Display;

namespace Capsule.Cli.Packages;

/// <summary>The commands that are about packages.</summary>
internal static class PackageCommands
{
    internal static void AddTo(RootCommand root, Terminal terminal)
    {
        root.Add(AddCommand.Create(terminal));
        root.Add(RemoveCommand.Create(terminal));
        root.Add(LockCommand.Create(terminal));
        root.Add(SyncCommand.Create(terminal));
        root.Add(TreeCommand.Create(terminal));
        root.Add(OutdatedCommand.Create(terminal));
        root.Add(ExportCommand.Create(terminal));
        root.Add(AuditCommand.Create(terminal));
    }
}
