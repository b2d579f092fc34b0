using System.CommandLine;
using Capsule.Policies;

namespace Capsule.Cli.Commands;

/// <summary>The flags that set limits for the entry of a run, in place of what the program declares.</summary>
/// <param name="forSession">Whether they are for the cells of a session.</param>
internal sealed class LimitOptions(bool forSession = false)
{
    private readonly (LimitOption Limit, Option<string?> Flag)[] flags =
    [
        .. PolicyOptions.Limits.Where(limit => limit.IsForCells || !forSession)
            .Select(limit => (limit, NamedValueFlag.Of(limit.Name, limit.Description, limit.ValueName))),
    ];

    internal void AddTo(Command command)
    {
        foreach (var (limit, flag) in flags)
        {
            flag.CompletionSources.Add(NamedValueFlag.Words(limit.Forms));
            command.Add(flag);
        }
    }

    /// <summary>What the flags say, checked as the options of a task are.</summary>
    internal Outcome<TaskLimits> Read(ParseResult parsed)
    {
        var limits = TaskLimits.None;
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
