using Capsule.Files;

using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>Notices that the sources of a project have changed: source files, capsule.toml, capsule.lock, <c>.env</c>.</summary>
/// <remarks>Nothing else counts: a run that writes its results into the project would start the next one.</remarks>
internal sealed class SourceWatch
{
    /// <summary>Threat: a folder of millions of files, which is looked through again and again.</summary>
    private const int MostEntries = 50_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly string[] Settings = ["capsule.toml", "Capsule.toml", "capsule.lock", ".env", ".env.local"];
    private static readonly string[] Skipped = ["node_modules", "__pycache__", "site-packages"];

    private readonly string folder;
    private readonly Dictionary<string, FileIdentity?> seen;

    /// <summary>Remembers what the sources are.</summary>
    internal SourceWatch(string folder) => (this.folder, seen) = (folder, Look(folder));

    /// <summary>Waits until they are something else.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (IsSame(Look(folder)))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsSame(Dictionary<string, FileIdentity?> now) =>
        now.Count == seen.Count && now.All(file => seen.TryGetValue(file.Key, out var before) && before == file.Value);

    private static Dictionary<string, FileIdentity?> Look(string root)
    {
        var (files, todo, left) = (new Dictionary<string, FileIdentity?>(StringComparer.Ordinal), new Stack<string>([root]), MostEntries);
        while (todo.TryPop(out var path))
        {
            foreach (var entry in EntriesOf(path).TakeWhile(_ => left-- > 0))
            {
                if (entry is FileInfo && (GuestLanguage.OfFile(entry.Name) is not null || Settings.Contains(entry.Name)))
                {
                    files[entry.FullName] = FileIdentity.Of(entry.FullName);
                }
                else if (entry is DirectoryInfo && entry.LinkTarget is null && !entry.Name.StartsWith('.') && !Skipped.Contains(entry.Name))
                {
                    todo.Push(entry.FullName);
                }
            }
        }

        return files;
    }

    /// <summary>What is in a folder; nothing where it cannot be read, or is gone meanwhile.</summary>
    private static FileSystemInfo[] EntriesOf(string path)
    {
        try
        {
            return [.. new DirectoryInfo(path).EnumerateFileSystemInfos().Take(MostEntries)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
