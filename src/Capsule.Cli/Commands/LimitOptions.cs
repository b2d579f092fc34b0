using System.CommandLine;
using Capsule.Errors;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>The flags that set limits for the entry of a run, in place of what the program declares.</summary>
/// <param name="forSession">Whether they are for the calls of a session, which are never repeated.</param>
internal sealed class LimitOptions(bool forSession = false)
{
    private readonly Option<string?> compute = new("--compute")
    {
        Description = "Compute for the task: LOW, MEDIUM, HIGH, or a number of units.",
        HelpName = "LEVEL",
    };

    private readonly Option<string?> ram = new("--ram")
    {
        Description = "Memory for the task: 64MB, 512MiB, 2GB, or a number of bytes.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> timeout = new("--timeout")
    {
        Description = "Time for each attempt: 500ms, 30s, 5m, 1h30m, or a number of seconds.",
        HelpName = "TIME",
    };

    private readonly Option<string?> maxRetries = new("--max-retries")
    {
        Description = "How many times a failed attempt is repeated.",
        HelpName = "N",
    };

    internal void AddTo(Command command)
    {
        command.Add(compute);
        command.Add(ram);
        command.Add(timeout);
        if (!forSession)
        {
            command.Add(maxRetries);
        }
    }

    /// <summary>What the flags say, checked as the options of a task are.</summary>
    internal Outcome<PolicyOverrides> Read(ParseResult parsed)
    {
        var overrides = PolicyOverrides.None;
        (Option<string?> Flag, string Name)[] flags =
            [(compute, "compute"), (ram, "ram"), (timeout, "timeout"), (maxRetries, "max_retries")];
        foreach (var (flag, name) in flags)
        {
            if (parsed.GetResult(flag) is null || parsed.GetValue(flag) is not { } written)
            {
                continue;
            }

            if (overrides.With(name, ValueOf(name, written)) is not { } changed)
            {
                return Failure.Config($"{flag.Name} {written} is not valid; use {PolicyOption.Find(name)!.Forms}");
            }

            overrides = changed;
        }

        return overrides;
    }

    private static OptionValue ValueOf(string name, string written) =>
        name == "max_retries" && long.TryParse(written, out var number)
            ? new OptionValue.Integer(number)
            : new OptionValue.Text(written);
}
