using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Overlays;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>The flags that grant something to code that declares nothing: folders, hosts, variables.</summary>
internal sealed class GrantFlags(Terminal terminal)
{
    private readonly RunOverlays overlays = new(terminal);

    private readonly Option<string[]> mounts = new("--mount")
    {
        Description = "A folder for the code, read-only unless it ends with :rw, or with :overlay for a private view. May be given several times.",
        HelpName = MountFlags.Form,
    };

    private readonly Option<string[]> hosts = new("--allow-host")
    {
        Description = "A host that code may send HTTP requests to. May be given several times.",
        HelpName = "HOST",
    };

    private readonly Option<string[]> variables = new("--env")
    {
        Description = "An environment variable that code may see. May be given several times.",
        HelpName = "NAME",
    };

    internal void AddTo(Command command)
    {
        command.Add(mounts);
        command.Add(hosts);
        command.Add(variables);
    }

    /// <summary>
    /// The folders, and a policy with the other grants. Makes the overlays that are asked for, which <see cref="Finish"/> tells of: read it last, so that
    /// nothing else that is wrong leaves them behind.
    /// </summary>
    internal Outcome<(IReadOnlyList<FolderMount> Mounts, TaskPolicy Policy)> Read(ParseResult parsed, TaskPolicy policy) =>
        FolderMount.ParseAll(parsed.GetValue(mounts) ?? []).TryGet(out var folders, out var failure)
            && Apply(policy, "allowed_hosts", hosts, parsed).TryGet(out policy!, out failure)
            && Apply(policy, "env_variables", variables, parsed).TryGet(out policy!, out failure)
            && overlays.Provide(folders).TryGet(out folders, out failure)
            ? (folders, policy)
            : failure!;

    /// <summary>Tells what was changed in overlays, when the command ends.</summary>
    internal void Finish() => overlays.Finish();

    private static Outcome<TaskPolicy> Apply(TaskPolicy policy, string name, Option<string[]> flag, ParseResult parsed)
    {
        if (parsed.GetValue(flag) is not { Length: > 0 } given)
        {
            return policy;
        }

        var value = new OptionValue.List([.. given.Select(OptionValue (text) => new OptionValue.Text(text))]);
        return PolicyOptions.Find(name)!.Apply(policy, value) is { } changed
            ? changed
            : Failure.Config($"{flag.Name} {value.Show()} is not valid; use {PolicyOptions.Find(name)!.Forms}");
    }
}
