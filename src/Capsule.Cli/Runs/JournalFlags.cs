using System.CommandLine;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Runs;

/// <summary>The flags that say whether and how a run is journaled.</summary>
internal sealed class JournalFlags
{
    private const int LongestKey = 200;

    private readonly Option<bool> durable = new("--durable")
    {
        Description = "Make the run one that 'capsule resume' can continue, whatever ends the process.",
    };

    private readonly Option<bool> noJournal = new("--no-journal")
    {
        Description = "Keep nothing of the run in the folder .capsule.",
    };

    private readonly Option<string?> key = new("--run-id")
    {
        Description = "Your own name for the run, such as an order's number: it is started once, and a second time its result is given.",
        HelpName = "KEY",
    };

    internal void AddTo(Command command)
    {
        command.Add(durable);
        command.Add(key);
        command.Add(noJournal);
    }

    /// <summary>That the run is not journaled, for its program is in no file that could be loaded again; or which flag it cannot have.</summary>
    internal Outcome<JournalPlan?> ReadOfText(ParseResult parsed) => (parsed.GetValue(durable), parsed.GetValue(key)) switch
    {
        (true, _) => Failure.Config("a durable run needs its program in a file, to continue: save the code, and run the file with --durable"),
        (_, not null) => Failure.Config("--run-id needs the program in a file: save the code, and run the file with --run-id"),
        _ => default(JournalPlan),
    };

    /// <summary>How the run is journaled; null for not at all.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">What capsule.toml says.</param>
    /// <param name="project">Where the journal is.</param>
    /// <param name="program">The program's path.</param>
    internal Outcome<JournalPlan?> Read(ParseResult parsed, ProjectFile file, ProjectJournal project, string program)
    {
        var (isDurable, name) = (parsed.GetValue(durable) || file.IsDurable, parsed.GetValue(key));
        if (parsed.GetValue(noJournal) || !file.HasJournal)
        {
            var reason = parsed.GetValue(noJournal) ? "--no-journal" : $"[journal] enabled = false in {file.Path}";
            return parsed.GetValue(durable) ? Failure.Config($"a durable run needs its journal: leave out --durable, or {reason}")
                : name is not null ? Failure.Config($"--run-id finds a run in the journal: leave it out, or {reason}")
                : default(JournalPlan);
        }

        if (name is { Length: 0 or > LongestKey } || name?.Any(char.IsControl) == true)
        {
            return Failure.Config($"the key of --run-id has 1 to {LongestKey} characters, none of them a control character");
        }

        return new JournalPlan
        {
            Project = project,
            Program = project.PathOf(program),
            IsDurable = isDurable,
            Key = name,
        };
    }
}
