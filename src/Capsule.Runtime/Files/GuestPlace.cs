using Capsule.Guests.Abstractions;
using Capsule.Policies;

namespace Capsule.Runtime.Files;

/// <summary>Where folders of the host can be in a guest.</summary>
internal static class GuestPlace
{
    /// <summary>Folders that the guest's own system needs as they are.</summary>
    private static readonly string[] System = ["lib", "usr", "dev", "home"];

    /// <summary>The absolute path, without dots, that a written path means in a guest.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    /// <param name="problem">Why nothing can be there, in words that follow the path; else null.</param>
    internal static string? Find(string path, out string? problem)
    {
        var isAbsolute = path.StartsWith('/');
        var names = FolderPath.Split(isAbsolute ? "." + path : path, out problem);
        if (names is null)
        {
            problem = "leads out of the guest's working directory";
            return null;
        }

        if (!isAbsolute)
        {
            return string.Join('/', names.Prepend(Workspace.Path));
        }

        problem = names.Count == 0 ? "is the guest's whole file system"
            : Array.Exists(System, name => name == names[0]) ? $"is in /{names[0]}, which is the guest's own"
            : null;
        return problem is null ? "/" + string.Join('/', names) : null;
    }
}
