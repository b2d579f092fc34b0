namespace Capsule.Files;

/// <summary>
/// A container whose users are others outside (user_namespaces(7)). Folders of the machine, which root has made there, belong
/// to nobody inside.
/// </summary>
internal static class UserNamespace
{
    /// <summary>The number that users have who are not mapped: the kernel's default.</summary>
    internal const uint Overflow = 65534;

    /// <summary>Whether this process is in one. Outside, all users are mapped to themselves.</summary>
    internal static bool IsOwn
    {
        get
        {
            try
            {
                return RegularFile.ReadText("/proc/self/uid_map", RegularFile.SettingsLimit)
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not ["0", "0", "4294967295"];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
