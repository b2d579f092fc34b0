using System.Collections.Concurrent;
using Capsule.Files;
using Capsule.Runtime.Configuration;

namespace Capsule.Runtime.Programs.Warm;

/// <summary>Finds capsule.toml for each call, and reads it only when it changed.</summary>
internal sealed class WarmProjects(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (FileIdentity Identity, ProjectFile Project)> read = new(StringComparer.Ordinal);

    /// <summary>What the file in a folder, or the nearest one above, says.</summary>
    internal Outcome<ProjectFile> Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = ProjectFileReader.PathIn(at.FullName);
            if (FileStatus.Of(path) is { IsFolder: false } status)
            {
                return Read(path, status.Identity);
            }
        }

        return new ProjectFile();
    }

    private Outcome<ProjectFile> Read(string path, FileIdentity identity)
    {
        if (read.TryGetValue(path, out var known) && known.Identity == identity)
        {
            return known.Project;
        }

        var outcome = ProjectFileReader.Read(path);
        if (outcome.Value is { } project && FileStamp.IsSettled(identity, time))
        {
            read[path] = (identity, project);
        }

        return outcome;
    }
}
