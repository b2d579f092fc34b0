using System.CommandLine;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Cli.Commands;

/// <summary>
/// The flags that cap what tasks may be granted, in place of the keys of [limits] in capsule.toml. They grant nothing, which is why
/// they have other names than the grants.
/// </summary>
internal sealed class GrantCapFlags
{
    /// <summary>What a flag takes for an empty cap: no grant at all.</summary>
    private const string Nothing = "none";

    private readonly Option<string[]> files = Cap("--limit-files", "The most that tasks may declare: a folder", "FOLDER[:ro|:rw]");
    private readonly Option<string[]> hosts = Cap("--limit-hosts", "The most that tasks may declare: a host", "HOST");
    private readonly Option<string[]> variables = Cap("--limit-env", "The most that tasks may declare: a variable", "NAME");
    private readonly Option<string[]> secrets = Cap("--limit-secrets", "The most that tasks may declare: a secret, and a host for it", "NAME=HOST");

    internal void AddTo(Command command)
    {
        command.Add(hosts);
        command.Add(files);
        command.Add(variables);
        command.Add(secrets);
    }

    /// <summary>The caps of capsule.toml, with what the flags say in place of them.</summary>
    internal Outcome<PolicyCaps> Apply(ParseResult parsed, PolicyCaps caps)
    {
        var grants = caps.Grants is [var written, ..] ? written : new GrantCaps();
        (string Option, Option<string[]> Flag, Func<string[], OptionValue> Read)[] flags =
        [
            ("allowed_files", files, given => new OptionValue.List([.. given.Select(Folder)])),
            ("allowed_hosts", hosts, Texts),
            ("env_variables", variables, Texts),
            ("secrets", secrets, Secrets),
        ];
        foreach (var (name, flag, read) in flags)
        {
            if (parsed.GetValue(flag) is not { Length: > 0 } given)
            {
                continue;
            }

            var option = PolicyOptions.Grants.First(option => option.Name == name);
            if (option.Apply(grants, read(given is [Nothing] ? [] : given)) is not { } changed)
            {
                return Failure.Config($"{flag.Name} {string.Join(' ', given)} is not valid; use {flag.HelpName}, or '{Nothing}' alone");
            }

            grants = changed;
        }

        return grants == new GrantCaps() ? caps : caps with { Grants = [grants] };
    }

    private static Option<string[]> Cap(string name, string description, string value) => new(name)
    {
        Description = $"{description}, or '{Nothing}'. Grants nothing; a program that declares more is not run. May be given several times.",
        HelpName = value,
    };

    private static OptionValue.List Texts(string[] given) => new([.. given.Select(OptionValue (text) => new OptionValue.Text(text))]);

    /// <summary>Without a mode a folder is for reading, as with --mount.</summary>
    private static OptionValue.Table Folder(string given)
    {
        var isWritable = given.EndsWith(":rw", StringComparison.Ordinal);
        var path = isWritable || given.EndsWith(":ro", StringComparison.Ordinal) ? given[..^3] : given;
        return new OptionValue.Table(new Dictionary<string, OptionValue>(StringComparer.Ordinal)
        {
            ["path"] = new OptionValue.Text(path),
            ["mode"] = new OptionValue.Text(isWritable ? "rw" : "ro"),
        });
    }

    /// <summary>Each with all its hosts, for headers and bodies: the flag is about where values may go.</summary>
    private static OptionValue.Table Secrets(string[] given) => new(given
        .Select(text => text.Split('=', 2))
        .GroupBy(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            OptionValue (group) => new OptionValue.Table(new Dictionary<string, OptionValue>(StringComparer.Ordinal)
            {
                ["hosts"] = Texts([.. group]),
                ["in"] = Texts(["headers", "body"]),
            }),
            StringComparer.Ordinal));
}
