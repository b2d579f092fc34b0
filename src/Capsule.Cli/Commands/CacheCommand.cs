using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Images;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule cache</c>: what is kept on this machine, all of which can be made again.</summary>
internal static class CacheCommand
{
    private static CacheDirectory Directory => CacheDirectory.ForUser(Environment.GetEnvironmentVariable);

    internal static Command Create(Terminal terminal)
    {
        var command = new Command("cache", "Shows and removes what capsule keeps on this machine. All of it can be made again.")
        {
            Path(terminal), List(terminal), Prune(terminal), Clear(terminal),
        };
        return command;
    }

    private static Command Path(Terminal terminal)
    {
        var command = new Command("path", "Prints the folder.");
        command.SetAction(_ =>
        {
            terminal.Data.Write(Encoding.UTF8.GetBytes(Directory.Path + "\n"));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "Lists the entries: kind, size, when each was last used, and name.");
        command.SetAction(_ =>
        {
            foreach (var entry in CacheEntry.List(Directory))
            {
                terminal.WriteLine(
                    $"{entry.Kind.ToString().ToLowerInvariant(),-8} {entry.Size,12:N0}  {entry.Used:yyyy-MM-dd HH:mm}  {System.IO.Path.GetFileName(entry.Path)}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Prune(Terminal terminal)
    {
        var age = new Option<string>("--older-than")
        {
            Description = "Remove what was not used for this time.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "30d",
        };
        var command = new Command("prune", "Removes entries that were not used for some time.") { age };
        command.SetAction(parsed =>
        {
            if (Duration.Read(new OptionValue.Text(parsed.GetRequiredValue(age))) is not { } time)
            {
                terminal.WriteError($"--older-than {parsed.GetRequiredValue(age)} is not valid; use {Duration.Forms}");
                return ExitCodes.Usage;
            }

            return Report(terminal, CacheCleaner.Prune(Directory, TimeProvider.System.GetUtcNow() - time));
        });
        return command;
    }

    private static Command Clear(Terminal terminal)
    {
        var command = new Command("clear", "Removes all entries. The next run prepares this machine again.");
        command.SetAction(_ => Report(terminal, CacheCleaner.Clear(Directory)));
        return command;
    }

    private static int Report(Terminal terminal, IReadOnlyList<CacheEntry> removed)
    {
        terminal.Tell($"removed {removed.Count} entries, {removed.Sum(entry => entry.Size) / 1e6:0.0} MB");
        return ExitCodes.Success;
    }
}
