namespace Capsule.Guests.FileSystem.Host;

/// <summary>Whether a guest may use a file of the host.</summary>
/// <remarks>
/// The kernel decides, for the user that Capsule runs as. It lets root do anything; a guest is never root, so that
/// there the permission bits of the owner decide.
/// </remarks>
internal static class HostAccess
{
    internal static bool IsRoot { get; } = Libc.geteuid() == 0;

    /// <summary>Asks the kernel.</summary>
    internal static Errno Check(HostPlace place, string name, uint wanted) => HostErrors.Check(Libc.faccessat(
        place.Handle, HostNames.ToBytes(name), (int)wanted, Libc.EffectiveUser | Libc.NoFollow));
}
