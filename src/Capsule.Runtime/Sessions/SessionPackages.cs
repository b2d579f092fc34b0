using System.Collections.Concurrent;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs.Inputs;
using Capsule.Runtime.Programs.Packages;

namespace Capsule.Runtime.Sessions;

/// <summary>
/// Folders of installed packages that sessions import from. All sessions of a runtime share what they read of one, as it was when it was
/// read first, so that a hundred sessions with numpy hold its files once.
/// </summary>
internal sealed class SessionPackages
{
    private readonly ConcurrentDictionary<string, Workspace> opened = new(StringComparer.Ordinal);

    /// <summary>The files of a folder, or of the environment that it is; no files where there is no folder.</summary>
    internal Outcome<Workspace> Open(string? folder)
    {
        if (folder is null)
        {
            return Workspace.Empty;
        }

        if (!SitePackagesLocation.Named("the session's packages", Path.GetFullPath(folder)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        try
        {
            return opened.GetOrAdd(found!, Show);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"the session's packages in {found} cannot be read: {e.Message}");
        }
    }

    private static Workspace Show(string folder)
    {
        var tracker = new InputTracker();
        tracker.Add(InputFolder.Open(folder));
        return new Workspace(WorkspaceFolder.Empty, new SitePackages(folder, folder, tracker).Show());
    }
}
