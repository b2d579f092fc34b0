using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Host;
using Capsule.Network;
using Capsule.Runtime.Files;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Sessions;

/// <summary>
/// What a session may use of the host, from when it is made until it and all its forks have ended. Threat: a guest that puts a
/// symbolic link in the place of a granted folder, for a time when its sandbox is replaced. Folders are therefore opened once.
/// </summary>
internal sealed class SessionGrants : IDisposable
{
    private readonly SessionOptions options;
    private int owners = 1;

    private SessionGrants(SessionOptions options, GrantedFolders folders, Workspace workspace)
    {
        Workspace = workspace;
        this.options = options;
        Folders = folders;
        Secrets = new RunSecrets(options.Environment, []);
        FileBudget = new HostFileBudget(options.FileLimits);
    }

    /// <summary>The packages that it imports from.</summary>
    internal Workspace Workspace { get; }

    /// <summary>Folders of the host, open.</summary>
    internal GrantedFolders Folders { get; }

    /// <summary>What the session and its forks may write to them, together.</summary>
    internal HostFileBudget FileBudget { get; }

    /// <summary>The session's secrets; its forks know them by the same placeholders.</summary>
    internal RunSecrets Secrets { get; }

    /// <summary>What a cell finds in its environment.</summary>
    internal Dictionary<string, string> Variables() =>
        GrantedVariables.Of(options.Policy, options.Environment, new TaskSecrets(options.Policy.Secrets, Secrets));

    /// <summary>Opens what a session is granted.</summary>
    /// <param name="options">The grants: the host's, whatever the session starts from.</param>
    /// <param name="own">Capsule's own folders.</param>
    /// <param name="packages">Gives the packages.</param>
    internal static Outcome<SessionGrants> Open(SessionOptions options, OwnFolders own, SessionPackages packages)
    {
        var policy = options.Policy;
        var rules = policy.AllowedHosts.Concat(policy.Secrets.SelectMany(secret => secret.Hosts));
        if (rules.FirstOrDefault(rule => HostRule.Parse(rule) is null) is { } wrong)
        {
            return Failure.Config($"the session's policy allows the host '{wrong}', which is not valid; use {HostGrants.Forms}");
        }

        if (!packages.Open(options.SitePackages).TryGet(out var workspace, out var failure))
        {
            return failure;
        }

        return GrantedFolders.Open(new FolderRequest("the session", policy.AllowedFiles, options.Mounts, options.ProjectFolder, own))
            .TryGet(out var folders, out failure)
            ? new SessionGrants(options, folders, workspace)
            : failure;
    }

    /// <summary>One more session has them.</summary>
    internal SessionGrants Share()
    {
        Interlocked.Increment(ref owners);
        return this;
    }

    /// <summary>One session fewer has them.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref owners) == 0)
        {
            Folders.Dispose();
        }
    }
}
