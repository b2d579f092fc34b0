namespace Capsule.Guests.FileSystem.Host;

/// <summary>Names of files of the host.</summary>
internal static class HostNames
{
    /// <summary>Where Capsule keeps journals and programs of a project: no guest ever gets there.</summary>
    internal const string Hidden = ".capsule";

    /// <summary>A name as the system takes it.</summary>
    internal static byte[] ToBytes(string name) => ByteString.ToBytes(name + "\0");

    /// <summary>Whether a name is, or on some file system could be, that of Capsule's own folder.</summary>
    /// <remarks>
    /// Threat: on file systems that ignore case, other spellings name the same folder; there, the long s (U+017F) counts
    /// as an s too.
    /// </remarks>
    internal static bool IsHidden(string name) => name.Length is 8 or 9
        && ByteString.ToText(name).Replace('\u017f', 's').Equals(Hidden, StringComparison.OrdinalIgnoreCase);
}
