using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Files;

/// <summary>
/// Says which grant would allow what a task was denied. It is told from the path alone: whether the host has such a file
/// is nothing that a guest, which may see the message, can find out.
/// </summary>
internal static class DeniedPath
{
    /// <summary>What the guest has of its own: nothing there is a matter of grants.</summary>
    private static readonly string[] Own = ["/tmp", "/home", "/lib", "/usr", "/dev"];

    /// <summary>The advice, or null when no grant would have helped.</summary>
    internal static string? Explain(GuestFailure failure, GrantedFolders folders)
    {
        if (failure.Path is not ['/', ..] path)
        {
            return null;
        }

        var mount = folders.Mounts.LastOrDefault(mount => IsWithin(path, mount.GuestPath));
        return mount is not null ? ExplainMount(failure, mount, Show(mount.GuestPath))
            : Own.Any(folder => IsWithin(path, folder)) ? null
            : ExplainMissing(path);
    }

    private static string? ExplainMount(GuestFailure failure, SandboxMount mount, string name) =>
        mount.IsWritable || failure.Exception == "FileNotFoundError" ? null
        : $"{name} is granted read-only: to write there, grant it as {{\"path\": \"{name}\", \"mode\": \"read-write\"}} or mount it with :rw";

    /// <remarks>
    /// Threat: code of a stranger that asks for <c>/home/ada/.ssh/id_rsa</c> would have Capsule itself advise its user to hand over that
    /// folder. So nobody is told to grant a place that only the task chose, outside of the project.
    /// </remarks>
    private static string ExplainMissing(string path)
    {
        if (!IsWithin(path, Workspace.Path))
        {
            return "no folder granted to this task has it";
        }

        var name = Show(path);
        var folder = name == "." ? name
            : name.LastIndexOf('/') is > 1 and var slash ? name[..slash]
            : Path.HasExtension(name[2..]) ? "." : name;
        return $"no folder granted to this task has it: add allowed_files=[\"{folder}\"] to the task, or run with --mount {folder}";
    }

    /// <summary>A path as a program of the project would write it.</summary>
    private static string Show(string path) =>
        path == Workspace.Path ? "." : IsWithin(path, Workspace.Path) ? $".{path[Workspace.Path.Length..]}" : path;

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
