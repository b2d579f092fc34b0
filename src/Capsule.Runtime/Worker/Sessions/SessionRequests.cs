using Capsule.Runtime.Configuration;
using Capsule.Runtime.Sessions;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>Does what requests about sessions ask for.</summary>
/// <param name="runtime">Has the sessions.</param>
/// <param name="worker">What the client may have.</param>
internal sealed class SessionRequests(CapsuleRuntime runtime, WorkerOptions worker) : IAsyncDisposable
{
    private readonly SessionRegistry sessions = new(worker.MaxSessions, "end one with session_close, or start the worker with --max-sessions");
    private readonly KeptSnapshots snapshots = new(worker.MaxSnapshots);

    /// <summary>The requests about files of sessions.</summary>
    internal SessionFiles Files => new(this, worker);

    /// <summary>Ends all sessions.</summary>
    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    internal Outcome<CapsuleSession> Find(SessionParameters request) => sessions.Find(request.Session) is { } session
        ? session
        : Failure.Config($"there is no session \"{request.Session}\"; session_create makes one");

    /// <summary>A path of the host.</summary>
    internal string PathOf(SessionParameters request, string path) => Path.GetFullPath(path, FolderOf(request));

    internal async Task<Outcome<SessionAnswer>> CreateAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if (!ReadOptions(request).TryGet(out var options, out var failure))
        {
            return failure;
        }

        var sources = new[] { request.Snapshot, request.FromFile, request.Resume }.Count(source => source is not null);
        return sources > 1
            ? Failure.Config("give one of \"snapshot\", \"from_file\" and \"resume\", and no more")
            : await AddAsync(
                () => Task.Run(() => MakeAsync(request, options, cancellationToken), cancellationToken), request.Resume, cancellationToken)
                .ConfigureAwait(false);
    }

    internal async Task<Outcome<SessionAnswer>> RunAsync(
        SessionParameters request, CellClient client, CancellationToken cancellationToken)
    {
        if (!Find(request).TryGet(out var session, out var failure))
        {
            return failure;
        }

        var call = new SessionCall
        {
            Compute = request.Overrides.Compute,
            Timeout = request.Overrides.Timeout,
            OnOutput = request.Stream ? client.Tell : null,
            Client = client.Tools,
        };
        return SessionAnswer.Of(await session.RunAsync(request.Source!, call, cancellationToken).ConfigureAwait(false));
    }

    internal Task<Outcome<SessionAnswer>> InterruptAsync(SessionParameters request) => Task.FromResult<Outcome<SessionAnswer>>(
        Find(request).TryGet(out var session, out var failure) ? SessionAnswer.Of(session.Interrupt()) : failure);

    internal async Task<Outcome<SessionAnswer>> SnapshotAsync(SessionParameters request, CancellationToken cancellationToken) =>
        !Find(request).TryGet(out var session, out var failure) ? failure
        : (await session.TrySnapshotAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var snapshot, out failure)
            && snapshots.Add(snapshot).TryGet(out var id, out failure)
            ? SessionAnswer.Of("snapshot", id)
            : failure;

    internal async Task<Outcome<SessionAnswer>> RestoreAsync(SessionParameters request, CancellationToken cancellationToken) =>
        Find(request).TryGet(out var session, out var failure) && snapshots.Find(request.Snapshot!).TryGet(out var snapshot, out failure)
            ? ToDone(await session.TryRestoreAsync(snapshot, cancellationToken).ConfigureAwait(false))
            : failure;

    internal Task<Outcome<SessionAnswer>> DropAsync(SessionParameters request) =>
        Task.FromResult<Outcome<SessionAnswer>>(SessionAnswer.Of(snapshots.Drop(request.Snapshot!)));

    internal async Task<Outcome<SessionAnswer>> ForkAsync(SessionParameters request, CancellationToken cancellationToken) =>
        Find(request).TryGet(out var session, out var failure)
            ? await AddAsync(() => session.TryForkAsync(cancellationToken), id: null, cancellationToken).ConfigureAwait(false)
            : failure;

    internal async Task<Outcome<SessionAnswer>> ResetAsync(SessionParameters request, CancellationToken cancellationToken) =>
        Find(request).TryGet(out var session, out var failure)
            ? ToDone(await session.TryResetAsync(cancellationToken).ConfigureAwait(false))
            : failure;

    internal async Task<Outcome<SessionAnswer>> SaveAsync(SessionParameters request, CancellationToken cancellationToken) =>
        !Find(request).TryGet(out var session, out var failure) ? failure
        : (await session.TrySaveAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var saved, out failure)
            && HostTransfer.Write(PathOf(request, request.ToFile!), saved).TryGet(out var size, out failure)
            ? SessionAnswer.Of("size", size)
            : failure;

    internal async Task<Outcome<SessionAnswer>> SuspendAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if (!Find(request).TryGet(out var session, out var failure)
            || !(await session.TrySuspendAsync(cancellationToken).ConfigureAwait(false)).TryGet(out _, out failure))
        {
            return failure;
        }

        sessions.Remove(request.Session);
        return SessionAnswer.Of("session", request.Session);
    }

    /// <summary>Ends a session now: a cell that runs is interrupted, and calls that wait are told.</summary>
    internal async Task<Outcome<SessionAnswer>> CloseAsync(SessionParameters request)
    {
        if (!Find(request).TryGet(out _, out var failure))
        {
            return failure;
        }

        if (sessions.Remove(request.Session) is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        return SessionAnswer.Done;
    }

    private async Task<Outcome<SessionAnswer>> AddAsync(
        Func<Task<Outcome<CapsuleSession>>> make, string? id, CancellationToken cancellationToken)
    {
        if (!(await sessions.AddAsync(make, id).ConfigureAwait(false)).TryGet(out var session, out var failure))
        {
            return failure;
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            return SessionAnswer.Of("session", session.Id);
        }

        // Nobody would ever end a session whose id the client does not wait for.
        sessions.Remove(session.Id);
        await SessionRegistry.DropAsync(session, id).ConfigureAwait(false);
        return new Failure(ErrorType.Cancelled, "the request was cancelled");
    }

    private static Outcome<SessionAnswer> ToDone(Outcome<bool> done) =>
        done.TryGet(out _, out var failure) ? SessionAnswer.Done : failure;

    private string FolderOf(SessionParameters request) => Path.GetFullPath(request.Directory ?? "", worker.Directory);

    /// <summary>What the session may use: what the request says, within the caps of the project that the client stands in.</summary>
    private Outcome<SessionOptions> ReadOptions(SessionParameters request)
    {
        var folder = FolderOf(request);
        if (!Directory.Exists(folder))
        {
            return Failure.Config($"\"cwd\": there is no folder {folder}");
        }

        if (!ProjectFileReader.Find(folder).TryGet(out var project, out var failure)
            || !EnvironmentFiles.Read(project.Folder ?? folder).TryGet(out var environment, out failure)
            || !FolderMount.ParseAll(request.Mounts, folder).TryGet(out var mounts, out failure))
        {
            return failure;
        }

        if (!request.Options.Language.Rules.HasPackageFolder && (request.Options.SitePackages is not null || request.Packages.Count > 0))
        {
            return Failure.Config($"\"packages\" and \"site_packages\" are for sessions of Python, and this one is of {request.Options.Language.Title}");
        }

        return request.Options with
        {
            Policy = project.Caps.Apply(request.Overrides.Override(request.Options.Policy)),
            Mounts = mounts,
            Tools = ToolDeclaration.ToTools(request.Tools, channel: null),
            SitePackages = request.Options.SitePackages is { } packages ? Path.GetFullPath(packages, folder) : null,
            ProjectFolder = project.Folder ?? folder,
            Environment = environment,
        };
    }

    private async Task<Outcome<CapsuleSession>> MakeAsync(
        SessionParameters request, SessionOptions options, CancellationToken cancellationToken)
    {
        var found = await worker.FindPackagesAsync(options.SitePackages, request.Packages, FolderOf(request), cancellationToken).ConfigureAwait(false);
        if (!found.TryGet(out var packages, out var refused))
        {
            return refused;
        }

        options = options with { SitePackages = packages };
        if (request.Resume is { } id)
        {
            return runtime.TryResumeSession(id, options);
        }

        if (request.FromFile is { } file)
        {
            return HostTransfer.Read(PathOf(request, file), int.MaxValue).TryGet(out var saved, out var failure)
                ? runtime.TryLoadSession(saved, options)
                : failure;
        }

        SessionSnapshot? snapshot = null;
        return request.Snapshot is { } name && !snapshots.Find(name).TryGet(out snapshot, out var missing)
            ? missing
            : await runtime.TryCreateSessionAsync(options, snapshot, cancellationToken).ConfigureAwait(false);
    }
}
