using System.Text;
using Capsule.Files;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads <c>.env</c> and <c>.env.local</c>. Values are never part of a message.</summary>
/// <remarks>
/// Threat: a project from elsewhere whose <c>.env</c> is a link to the variables of another one, which its tasks then name. As for the
/// files of a program, links may not leave the folder.
/// </remarks>
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
            if (!ReadFile(path, folder).TryGet(out var variables, out var failure))
            {
                return failure;
            }

            environment = environment.Or(variables);
        }

        return environment;
    }

    private static Outcome<RunEnvironment> ReadFile(string path, string folder)
    {
        try
        {
            using var file = RegularFile.Open(path);
            using var boundary = RealPath.OpenFolder(folder);
            if (!RealPath.IsIn(RealPath.Of(file), RealPath.Of(boundary)))
            {
                return Failure.Config(
                    $"{path} leads out of {folder}, through a symbolic link: copy the file there, or set its variables before capsule starts");
            }

            var text = Strict.GetString(RegularFile.Read(file, path, RegularFile.SettingsLimit));
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
