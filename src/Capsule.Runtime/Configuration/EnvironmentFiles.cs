using System.Text;
using Capsule.Errors;
using Capsule.Files;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads <c>.env</c> and <c>.env.local</c>. Values are never part of a message.</summary>
internal static class EnvironmentFiles
{
    /// <summary>The files, the most important first.</summary>
    private static readonly string[] Names = [".env.local", ".env"];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
        try
        {
            var text = Strict.GetString(RegularFile.Read(path, RegularFile.SettingsLimit));
            return EnvironmentText.Read(text).TryGet(out var variables, out var failure)
                ? RunEnvironment.Of(variables)
                : Failure.Config($"{path}, {failure.Message}");
        }
        catch (DecoderFallbackException)
        {
            return Failure.Config($"{path} is not valid: its text is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }
}
