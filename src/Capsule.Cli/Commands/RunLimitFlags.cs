using System.CommandLine;
using Capsule.Policies;

namespace Capsule.Cli.Commands;

/// <summary>The flags that limit a run over all its tasks; each is a key of [limits] in capsule.toml, with dashes.</summary>
internal sealed class RunLimitFlags
{
    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["max_total_compute"] = "Compute of all tasks of the run together.",
        ["max_total_ram"] = "Memory of the tasks that live at the same time.",
        ["max_run_time"] = "Time for the whole run.",
        ["max_tasks"] = "How many tasks the run may start.",
        ["max_concurrency"] = "How many tasks may compute at the same time.",
        ["max_depth"] = "How deep tasks may call tasks.",
    };

    private readonly (RunLimitOption Limit, Option<string?> Flag)[] flags =
    [
        .. RunLimitOption.All.Select(limit => (limit, NamedValueFlag.Of(
            limit.Name,
            Descriptions[limit.Name],
            limit.Name.Contains("ram", StringComparison.Ordinal) ? "SIZE"
                : limit.Name.Contains("time", StringComparison.Ordinal) ? "TIME" : "N"))),
    ];

    internal void AddTo(Command command)
    {
        foreach (var (_, flag) in flags)
        {
            command.Add(flag);
        }
    }

    /// <summary>The limits with what the flags say.</summary>
    internal Outcome<RunLimits> Apply(ParseResult parsed, RunLimits limits)
    {
        foreach (var (limit, flag) in flags)
        {
            if (NamedValueFlag.Read(parsed, flag) is not { } value)
            {
                continue;
            }

            if (limit.Apply(limits, value) is not { } changed)
            {
                return NamedValueFlag.Invalid(parsed, flag, limit.Forms);
            }

            limits = changed;
        }

        return limits;
    }
}
