using Capsule.Options;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>Finds the file that somebody may have meant.</summary>
internal static class NearbyFile
{
    /// <summary>Threat: a folder with a million files is compared with a name.</summary>
    private const int MostFiles = 1000;

    private static bool IsProgram(string file) => GuestLanguage.OfFile(file) is not null || file.EndsWith(".wasm", StringComparison.Ordinal);

    /// <summary><c>; did you mean 'hello.py'?</c>, or nothing where no program of the folder has a name that is near.</summary>
    /// <param name="missing">The file that is not there.</param>
    internal static string Suggest(string missing)
    {
        var folder = Path.GetDirectoryName(missing) ?? "";
        try
        {
            var names = Directory.EnumerateFiles(folder.Length == 0 ? "." : folder).Take(MostFiles)
                .Where(IsProgram)
                .Select(file => Path.Combine(folder, Path.GetFileName(file)))
                .Order(StringComparer.Ordinal)
                .ToArray();
            return Array.Find(names, name => Path.ChangeExtension(name, null) == missing) is { } same
                ? $"; did you mean '{same}'?"
                : Suggestion.For(missing, names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
