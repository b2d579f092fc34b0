using Capsule.Files;
using Capsule.Options;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Server.Settings;

/// <summary>Reads what the server is set to: by a file, by variables, which come before it, and by flags, which come before both.</summary>
internal static class ServerSettings
{
    /// <summary>The name of the file in the folder of the server's data.</summary>
    internal const string FileName = "capsule-server.toml";

    /// <summary>Reads all of it, and says what is wrong with it.</summary>
    /// <param name="config">The file, or null for that in the folder of the data.</param>
    /// <param name="flags">What was typed.</param>
    /// <param name="environment">The variables of the process.</param>
    /// <remarks>Threat: a folder that the server happens to be started in has a file that lets it listen anywhere. Such a file is never read.</remarks>
    internal static Outcome<ServerOptions> Read(string? config, IReadOnlyDictionary<ServerSetting, string> flags, IReadOnlyDictionary<string, string> environment)
    {
        if (!ReadVariables(environment).TryGet(out var variables, out var failure)
            || !Override(Default, variables, flags).TryGet(out var unread, out failure)
            || !FindFile(config, unread.DataDirectory).TryGet(out var file, out failure)
            || !ReadFile(file, isGiven: config is not null).TryGet(out var read, out failure)
            || !Override(read, variables, flags).TryGet(out var options, out failure))
        {
            return failure!;
        }

        return SettingsCheck.FindFault(options, name => PlaceOf(name, file, variables, flags)) is { } fault ? fault : options;
    }

    private static ServerOptions Default => new() { DataDirectory = Path.Combine(CapsuleOptions.DefaultStateDirectory(), "server") };

    /// <summary>The file to read; empty for none.</summary>
    private static Outcome<string> FindFile(string? config, string data)
    {
        if (config is not null)
        {
            return config.Length > 0 ? Path.GetFullPath(config) : Failure.Config("--config takes a file");
        }

        var file = Path.Combine(data, FileName);
        try
        {
            // Threat: a folder that others can write to, who put the file there.
            OwnFolder.Check(data);
            return File.Exists(file) ? file : "";
        }
        catch (IOException e)
        {
            return Failure.Config($"the server's data cannot be kept in {data}: {e.Message}");
        }
    }

    /// <summary>A file in the folder of the data cannot say which folder that is.</summary>
    private static Outcome<ServerOptions> ReadFile(string file, bool isGiven)
    {
        if (file.Length == 0)
        {
            return Default;
        }

        var folder = Path.GetDirectoryName(file)!;
        var sections = ServerSetting.All.Where(setting => isGiven || setting.Name != "data")
            .GroupBy(setting => setting.Section, setting => setting.ToKey(folder), StringComparer.Ordinal)
            .ToDictionary(section => section.Key, section => section.ToArray(), StringComparer.Ordinal);
        return SettingsFile.Read(file, Default, sections);
    }

    /// <remarks>
    /// A name that is near to that of a setting is a mistake. Others are left alone: Kubernetes sets such as CAPSULE_SERVER_PORT for a
    /// service of the name capsule-server.
    /// </remarks>
    private static Outcome<Dictionary<ServerSetting, string>> ReadVariables(IReadOnlyDictionary<string, string> environment)
    {
        var read = new Dictionary<ServerSetting, string>();
        foreach (var (variable, text) in environment)
        {
            if (!variable.StartsWith(ServerSetting.VariablePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (ServerSetting.All.FirstOrDefault(setting => setting.VariableName == variable) is { } setting)
            {
                read.Add(setting, text);
                continue;
            }

            var near = Suggestion.For(
                variable[ServerSetting.VariablePrefix.Length..], ServerSetting.All.Select(setting => setting.VariableName[ServerSetting.VariablePrefix.Length..]));
            if (near.Length > 0)
            {
                return Failure.Config($"the variable {variable} sets nothing{near.Replace("mean '", $"mean '{ServerSetting.VariablePrefix}", StringComparison.Ordinal)}");
            }
        }

        return read;
    }

    private static Outcome<ServerOptions> Override(
        ServerOptions options, IReadOnlyDictionary<ServerSetting, string> variables, IReadOnlyDictionary<ServerSetting, string> flags)
    {
        foreach (var (setting, text) in variables.Concat(flags))
        {
            if (setting.ApplyText(options, text) is not { } changed)
            {
                return Failure.Config($"{PlaceOf(setting.Name, "", variables, flags)} is not valid; use {setting.Forms}");
            }

            options = changed;
        }

        return options;
    }

    /// <summary>Where a setting was set, as its author wrote it.</summary>
    private static string PlaceOf(
        string name, string file, IReadOnlyDictionary<ServerSetting, string> variables, IReadOnlyDictionary<ServerSetting, string> flags)
    {
        var setting = ServerSetting.All.Single(setting => setting.Name == name);
        return flags.TryGetValue(setting, out var typed) ? $"{setting.FlagName} {typed}"
            : variables.TryGetValue(setting, out var set) ? $"{setting.VariableName}={set}"
            : file.Length > 0 ? $"{file}: {setting.Section}.{name}"
            : setting.FlagName;
    }
}
