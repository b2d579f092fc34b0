using Capsule.Errors;
using Capsule.Files;
using dotenv.net;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads <c>.env</c> and <c>.env.local</c>. Values are never part of a message.</summary>
internal static class EnvironmentFiles
{
    /// <summary>The files, the most important first.</summary>
    private static readonly string[] Names = [".env.local", ".env"];

    /// <summary>What tasks may name: the variables of this process, then those of a folder's files.</summary>
    public static Outcome<RunEnvironment> Read(string folder)
    {
        var environment = RunEnvironment.OfProcess;
        foreach (var path in Names.Select(name => Path.Combine(folder, name)).Where(path => FileStatus.Of(path) is { IsFolder: false }))
        {
            if (!ReadFile(path).TryGet(out var variables, out var failure))
            {
                return failure;
            }

            environment = environment.Or(variables);
        }

        return environment;
    }

    private static Outcome<RunEnvironment> ReadFile(string path)
    {
#pragma warning disable CA1031 // The parser's exceptions are of many kinds, and quote the file.
        try
        {
            using var file = RegularFile.Open(path);
            if (FileStatus.Of(file).Identity.Length > (ulong)RegularFile.SettingsLimit)
            {
                return Failure.Config($"{path} cannot be read: it has more than {RegularFile.SettingsLimit} bytes");
            }

            var variables = DotEnv.Read(new DotEnvOptions(
                ignoreExceptions: false, envFilePaths: [RealPath.InProcess(file)], trimValues: true, probeForEnv: false));
            return RunEnvironment.Of(variables.ToDictionary(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
        catch (Exception)
        {
            return Failure.Config($"{path} is not valid: it has lines NAME=value, comments after #, and values with spaces in quotes");
        }
#pragma warning restore CA1031
    }
}
