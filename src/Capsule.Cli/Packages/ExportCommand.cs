using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Cli.Help;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule export</c>: writes the lock as other tools read it.</summary>
internal static class ExportCommand
{
    private const string Pylock = "pylock.toml";
    private const string Requirements = "requirements.txt";

    internal static Command Create(Terminal terminal)
    {
        var format = new Option<string?>("--format")
        {
            Description = $"{Pylock} (PEP 751), or {Requirements} with hashes.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => Pylock,
        }.Among(Pylock, Requirements);
        var command = new Command("export", "Prints capsule.lock in a format that other tools read.") { format };
        command.SetAction(parsed => Print(terminal, parsed.GetRequiredValue(format)!));
        return command;
    }

    private static int Print(Terminal terminal, string format)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure))
        {
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        if (project.Lock is not { } packages)
        {
            terminal.WriteError($"there is no {project.LockPath}: make it with 'capsule lock'");
            return ExitCodes.Usage;
        }

        var text = format == Pylock
            ? LockFile.Format(packages)
            : string.Concat(packages.Packages.Select(package => $"{package.Name}=={package.Version} \\\n    --hash=sha256:{package.Sha256}\n"));
        terminal.Data.Write(Encoding.UTF8.GetBytes(text));
        return ExitCodes.Success;
    }
}
