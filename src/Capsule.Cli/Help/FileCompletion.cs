using System.CommandLine;
using System.CommandLine.Completions;
using Capsule.Cli.Display;

namespace Capsule.Cli.Help;

/// <summary>What a shell completes where a file is meant: folders, and files of a kind.</summary>
internal static class FileCompletion
{
    /// <summary>Threat: a folder of a million files, which a shell would show.</summary>
    private const int Most = 500;

    /// <summary>Completes files whose names end so, and folders on the way to them.</summary>
    internal static void CompletesFiles(this Argument argument, params string[] extensions) =>
        argument.CompletionSources.Add(context => Matching(context.WordToComplete, extensions));

    private static IEnumerable<CompletionItem> Matching(string typed, string[] extensions)
    {
        var folder = typed[..(typed.LastIndexOf('/') + 1)];
        try
        {
            return
            [
                .. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos($"{typed[folder.Length..]}*")
                    .Where(entry => Neutral.IsHarmless(entry.Name) && (typed.Length > folder.Length || !entry.Name.StartsWith('.')))
                    .Where(entry => entry is DirectoryInfo || extensions.Contains(entry.Extension, StringComparer.Ordinal))
                    .Take(Most)
                    .Select(entry => new CompletionItem(folder + entry.Name + (entry is DirectoryInfo ? "/" : ""))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // nothing to complete; the command says why once it is run
        }
    }
}
