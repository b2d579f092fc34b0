using Capsule.Errors;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Python;
using Capsule.Policies;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Files;

/// <summary>The folders that one attempt at a task has, open while it runs.</summary>
internal sealed class GrantedFolders : IDisposable
{
    private readonly List<HostFolder> open = [];

    /// <summary>A replay looks at what was done; it does nothing once more.</summary>
    private readonly bool mayWrite;

    private GrantedFolders(bool mayWrite) => this.mayWrite = mayWrite;

    /// <summary>The folders; of two at the same place, the later one counts.</summary>
    internal List<SandboxMount> Mounts { get; } = [];

    /// <summary>What is never seen in them.</summary>
    internal List<HostFolder> Hidden { get; } = [];

    /// <summary>Opens the folders of a task: what it declares, and then what the run mounts.</summary>
    /// <param name="run">The task.</param>
    /// <param name="cache">Capsule's own cache directory.</param>
    internal static Outcome<GrantedFolders> Open(TaskRun run, string cache)
    {
        var folders = new GrantedFolders(mayWrite: run.Run.Options.Replay is null);
        if ((run.Task.Policy.AllowedFiles.Count > 0 || run.Run.Options.Mounts.Count > 0)
            && folders.Fill(run, cache) is { } failure)
        {
            folders.Dispose();
            return failure;
        }

        return folders;
    }

    public void Dispose() => open.ForEach(folder => folder.Dispose());

    private Failure? Fill(TaskRun run, string cache)
    {
        if (Keep(HostFolder.Open(cache, out _)) is { } hidden)
        {
            Hidden.Add(hidden);
        }

        return AddGrants(run) ?? run.Run.Options.Mounts.Select(Add).FirstOrDefault(failure => failure is not null);
    }

    private Failure? AddGrants(TaskRun run)
    {
        var (task, grants) = (run.Task.Name, run.Task.Policy.AllowedFiles);
        if (grants.Count == 0)
        {
            return null;
        }

        if ((run.Run.Options.ProjectFolder ?? run.Run.Program.Folder) is not { } root)
        {
            return Failure.Config(
                $"task '{task}': allowed_files grants '{grants[0].Path}', but the program has no folder on this machine; set RunOptions.ProjectFolder");
        }

        if (Keep(HostFolder.Open(root, out var problem)) is not { } project)
        {
            return Failure.Config($"task '{task}': the project's folder {root} {problem}");
        }

        return grants.Select(grant => Add(task, project, root, grant)).FirstOrDefault(failure => failure is not null);
    }

    private Failure? Add(string task, HostFolder project, string root, FolderGrant grant)
    {
        var where = $"task '{task}': allowed_files grants '{grant.Path}',";
        if (FolderPath.Split(grant.Path, out var problem) is not { } names)
        {
            return Failure.Config($"{where} which {problem}");
        }

        var path = Path.Combine([root, .. names]);
        if (Keep(project.OpenBelow(names, out problem)) is not { } folder)
        {
            return Failure.Config($"{where} but {path} {Explain(path, problem)}");
        }

        return Mount(folder, string.Join('/', names.Prepend(Workspace.Path)), grant.IsWritable && mayWrite, $"{where} but {path}");
    }

    private Failure? Add(FolderMount mount)
    {
        var where = $"the mount of {mount.HostPath} at '{mount.GuestPath}' is not possible:";
        if (GuestPlace.Find(mount.GuestPath, out var problem) is not { } place)
        {
            return Failure.Config($"{where} the place {problem}");
        }

        var path = Path.Combine(Environment.CurrentDirectory, mount.HostPath);
        return Keep(HostFolder.Open(path, out problem)) is { } folder
            ? Mount(folder, place, mount.IsWritable && mayWrite, $"{where} {path}")
            : Failure.Config($"{where} {path} {Explain(path, problem)}");
    }

    private Failure? Mount(HostFolder folder, string place, bool isWritable, string where)
    {
        if (folder.IsReserved(Hidden))
        {
            return Failure.Config($"{where} belongs to Capsule itself, and no task can have it");
        }

        Mounts.Add(new SandboxMount(folder, place, isWritable));
        return null;
    }

    private HostFolder? Keep(HostFolder? folder)
    {
        if (folder is not null)
        {
            open.Add(folder);
        }

        return folder;
    }

    /// <summary>The kernel says no more than that there is no such folder.</summary>
    private static string? Explain(string path, string? problem) =>
        File.Exists(path) ? "is not a folder; grant the folder that it is in"
        : Directory.Exists(path) && problem == HostFolder.NotThere ? "leads through a symbolic link; run with --mount to give a task such a folder"
        : problem;
}
