using System.CommandLine;

namespace Capsule.Server.Settings;

/// <summary>The command line of <c>capsule-server</c>: a flag for each setting, and the file that has others.</summary>
internal sealed class ServerFlags
{
    private readonly Option<string?> config = new("--config")
    {
        Description = $"A file of settings; by default {ServerSettings.FileName} in the folder of --data, where there is one.",
        HelpName = "FILE",
    };

    private readonly (ServerSetting Setting, Option Flag)[] flags = [.. ServerSetting.All.Select(setting => (setting, FlagOf(setting)))];

    internal ServerFlags()
    {
        Command = new RootCommand("Serves sandboxed code over HTTP.") { config };
        Array.ForEach(flags, flag => Command.Add(flag.Flag));
    }

    internal RootCommand Command { get; }

    /// <summary>Reads a command line with what else there is to read, and says what is wrong with it.</summary>
    internal Outcome<ServerOptions> Read(ParseResult parsed, IReadOnlyDictionary<string, string> environment) => ServerSettings.Read(
        parsed.GetValue(config),
        flags.Select(flag => (flag.Setting, Text: TextOf(parsed, flag.Flag))).Where(flag => flag.Text is not null)
            .ToDictionary(flag => flag.Setting, flag => flag.Text!),
        environment);

    private static Option FlagOf(ServerSetting setting) => setting.Kind == SettingKind.Flag
        ? new Option<bool>(setting.FlagName) { Description = setting.Description }
        : new Option<string?>(setting.FlagName) { Description = setting.Description, HelpName = setting.ValueName };

    /// <summary>What was typed; null where it was not.</summary>
    private static string? TextOf(ParseResult parsed, Option flag) => flag is Option<bool> isGiven
        ? parsed.GetResult(isGiven) is null or { Implicit: true } ? null : parsed.GetValue(isGiven) ? "true" : "false"
        : parsed.GetValue((Option<string?>)flag);
}
