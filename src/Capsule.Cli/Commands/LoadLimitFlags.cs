using System.CommandLine;
using Capsule.Policies;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary>The flags that limit the loading of a program; each is a key of [build] in capsule.toml, with dashes.</summary>
internal sealed class LoadLimitFlags
{
    private static readonly Dictionary<string, (string Description, string Value)> Texts = new(StringComparer.Ordinal)
    {
        ["load_compute"] = ("Compute for loading the program's modules.", "N"),
        ["load_ram"] = ("Memory for loading the program's modules.", "SIZE"),
        ["load_time"] = ("CPU time for loading the program's modules.", "TIME"),
    };

    private readonly (LoadLimitOption Limit, Option<string?> Flag)[] flags =
    [
        .. LoadLimitOption.All.Select(limit => (limit, NamedValueFlag.Of(limit.Name, Texts[limit.Name].Description, Texts[limit.Name].Value))),
    ];

    internal void AddTo(Command command)
    {
        foreach (var (_, flag) in flags)
        {
            command.Add(flag);
        }
    }

    /// <summary>Whether any of them is given.</summary>
    internal bool AreGiven(ParseResult parsed) => Array.Exists(flags, flag => parsed.GetValue(flag.Flag) is not null);

    /// <summary>The project with what the flags say.</summary>
    internal Outcome<ProjectFile> Apply(ParseResult parsed, ProjectFile project)
    {
        foreach (var (limit, flag) in flags)
        {
            if (NamedValueFlag.Read(parsed, flag) is not { } value)
            {
                continue;
            }

            if (limit.Apply(project.Loading ?? LoadLimits.Default, value) is not { } changed)
            {
                return NamedValueFlag.Invalid(parsed, flag, limit.Forms);
            }

            project = project with { Loading = changed };
        }

        return project;
    }
}
