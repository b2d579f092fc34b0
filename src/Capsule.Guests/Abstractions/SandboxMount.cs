using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.Abstractions;

/// <summary>A folder of the host in a guest's file system.</summary>
/// <param name="Folder">The folder; whoever opened it keeps it open while the sandbox lives, and closes it.</param>
/// <param name="GuestPath">Where it is: an absolute path without dots, as in <see cref="Workspace.Path"/>.</param>
/// <param name="IsWritable">Whether the guest may change it.</param>
internal sealed record SandboxMount(HostFolder Folder, string GuestPath, bool IsWritable)
{
    /// <summary>Where changes go instead of to the folder, which is only read then; null for none.</summary>
    internal HostFolder? Changes { get; init; }
}
