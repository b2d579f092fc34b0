using Capsule.Options;

namespace Capsule.Cli.Commands;

/// <summary>Finds the file that somebody may have meant.</summary>
internal static class NearbyFile
{
    /// <summary>Threat: a folder with a million files is compared with a name.</summary>
    private const int MostFiles = 1000;

    private static readonly string[] Programs = [".py", ".wasm"];

    /// <summary><c>; did you mean 'hello.py'?</c>, or nothing where no program of the folder has a name that is near.</summary>
    /// <param name="missing">The file that is not there.</param>
    internal static string Suggest(string missing)
    {
        var folder = Path.GetDirectoryName(missing) ?? "";
        try
        {
            var names = Directory.EnumerateFiles(folder.Length == 0 ? "." : folder).Take(MostFiles)
                .Where(file => Programs.Contains(Path.GetExtension(file)))
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
