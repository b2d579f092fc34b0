using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Host;
using Capsule.Policies;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Overlays;

namespace Capsule.Runtime.Files;

/// <summary>The folders that one attempt at a task, or a session, has: open as long as it lasts.</summary>
internal sealed class GrantedFolders : IDisposable
{
    private readonly List<IDisposable> open = [];

    private readonly FolderRequest request;

    private GrantedFolders(FolderRequest request) => this.request = request;

    /// <summary>The folders; of two at the same place, the later one counts.</summary>
    internal List<SandboxMount> Mounts { get; } = [];

    /// <summary>What is never seen in them.</summary>
    internal List<ReservedFolder> Reserved { get; } = [];

    /// <summary>Opens the folders of a task: what it declares, and then what the run mounts.</summary>
    /// <param name="run">The task.</param>
    /// <param name="own">Capsule's own folders.</param>
    internal static Outcome<GrantedFolders> Open(TaskRun run, OwnFolders own) => Open(new FolderRequest(
        $"task '{run.Task.Name}'", run.Task.Policy.AllowedFiles, run.Run.Options.Mounts,
        run.Run.Options.ProjectFolder ?? run.Program.Folder, own)
    {
        MayWrite = run.Run.Options.Replay is null,
    });

    /// <summary>Opens folders: those of the project, and then those that the operator gives.</summary>
    internal static Outcome<GrantedFolders> Open(FolderRequest request)
    {
        var folders = new GrantedFolders(request);
        if ((request.Grants.Count > 0 || request.Mounts.Count > 0) && folders.Fill() is { } failure)
        {
            folders.Dispose();
            return failure;
        }

        return folders;
    }

    public void Dispose()
    {
        open.ForEach(folder => folder.Dispose());
        Reserved.ForEach(folder => folder.Dispose());
    }

    private Failure? Fill()
    {
        Reserved.AddRange(request.Own.Find());
        return AddGrants() ?? request.Mounts.Select(Add).FirstOrDefault(failure => failure is not null) ?? CheckOverlays();
    }

    /// <summary>What is in an overlay is either the folder's or the task's own.</summary>
    private Failure? CheckOverlays()
    {
        foreach (var overlay in Mounts.Where(mount => mount.Changes is not null))
        {
            if (Mounts.Find(other => IsBelow(other.GuestPath, overlay.GuestPath)) is { } inner)
            {
                return Failure.Config(
                    $"{request.Owner}: '{inner.GuestPath}' is in the overlay at '{overlay.GuestPath}', in which no other folder can be; mount one of them elsewhere");
            }
        }

        return null;
    }

    private Failure? AddGrants()
    {
        var (owner, grants) = (request.Owner, request.Grants);
        if (grants.Count == 0)
        {
            return null;
        }

        if (request.ProjectFolder is not { } root)
        {
            return Failure.Config(
                $"{owner}: allowed_files grants '{grants[0].Path}', but the program has no folder on this machine; set ProjectFolder in the options");
        }

        if (Keep(HostFolder.Open(root, out var problem)) is not { } project)
        {
            return Failure.Config($"{owner}: the project's folder {root} {problem}");
        }

        return grants.Select(grant => Add(project, root, grant)).FirstOrDefault(failure => failure is not null);
    }

    private Failure? Add(HostFolder project, string root, FolderGrant grant)
    {
        var where = $"{request.Owner}: allowed_files grants '{grant.Path}',";
        if (FolderPath.Split(grant.Path, out var problem) is not { } names)
        {
            return Failure.Config($"{where} which {problem}");
        }

        var path = Path.Combine([root, .. names]);
        if (Keep(project.OpenBelow(names, out problem)) is not { } folder)
        {
            return Failure.Config($"{where} but {path} {Explain(path, problem)}");
        }

        return Mount(folder, string.Join('/', names.Prepend(Workspace.Path)), grant.IsWritable && request.MayWrite, $"{where} but {path}");
    }

    private Failure? Add(FolderMount mount)
    {
        var where = $"the mount of {mount.HostPath} at '{mount.GuestPath}' is not possible:";
        if (GuestPlace.Find(mount.GuestPath, out var problem) is not { } place)
        {
            return Failure.Config($"{where} the place {problem}");
        }

        var path = Path.Combine(Environment.CurrentDirectory, mount.HostPath);
        if (Keep(HostFolder.Open(path, out problem)) is not { } folder)
        {
            return Failure.Config($"{where} {path} {Explain(path, problem)}");
        }

        if (!mount.IsOverlay)
        {
            return Mount(folder, place, mount.IsWritable && request.MayWrite, $"{where} {path}");
        }

        return OpenOverlay(folder, mount, where).TryGet(out var changes, out var failure)
            ? Mount(folder, place, isWritable: false, $"{where} {path}", changes)
            : failure;
    }

    /// <summary>The folder of an overlay's changes.</summary>
    private Outcome<HostFolder> OpenOverlay(HostFolder folder, FolderMount mount, string where)
    {
        if (mount.OverlayId is not { } id)
        {
            return Failure.Config(
                $"{where} it names no overlay; create one with 'capsule overlay create {mount.HostPath}', or FolderOverlay.Create in C#, and mount it with :overlay=ID");
        }

        var store = OverlayStore.At(request.Own.State);
        if (!store.Open(id).TryGet(out var overlay, out var failure) || (failure = OverlayStore.WhyOther(folder, overlay.Header)) is not null)
        {
            return Failure.Config($"{where} {failure.Message}");
        }

        if (!store.OpenChanges(id).TryGet(out var opened, out failure))
        {
            return Failure.Config($"{where} {failure.Message}");
        }

        open.Add(opened.Lock);
        return Keep(opened.Changes)!;
    }

    private Failure? Mount(HostFolder folder, string place, bool isWritable, string where, HostFolder? changes = null)
    {
        if (folder.IsReserved(Reserved))
        {
            return Failure.Config($"{where} belongs to Capsule itself, and no task can have it");
        }

        // What is read-only is looked at without these folders; see docs/explanation/rationale.md.
        if (isWritable && Reserved.Find(own => own.IsWithin(folder)) is { } held)
        {
            return Failure.Config(
                $"{where} contains Capsule's {held.Name} ({held.Path}), which a task that may write around it could replace; grant a folder that does not contain it, grant this one read-only, or set {OwnFolders.VariableOf(held)} to a folder outside of it");
        }

        Mounts.Add(changes is null ? new SandboxMount(folder, place, isWritable) : new SandboxMount(folder, place, request.MayWrite) { Changes = changes });
        return null;
    }

    private static bool IsBelow(string place, string other) => place.StartsWith(other + "/", StringComparison.Ordinal);

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
