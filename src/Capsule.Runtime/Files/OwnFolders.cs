using Capsule.Guests.FileSystem.Host;

namespace Capsule.Runtime.Files;

/// <summary>Where Capsule keeps what no task may reach, whatever it is granted.</summary>
/// <param name="Cache">The cache directory: machine code that is loaded, and the key that it is sealed with.</param>
/// <param name="State">The state directory: sessions at rest.</param>
internal sealed record OwnFolders(string Cache, string State)
{
    /// <summary>Finds the folders as they are now.</summary>
    internal IEnumerable<ReservedFolder> Find() =>
        [ReservedFolder.Find("cache", Cache), ReservedFolder.Find("state directory", State)];

    /// <summary>The variable that puts a folder elsewhere.</summary>
    internal static string VariableOf(ReservedFolder folder) => folder.Name == "cache" ? "CAPSULE_CACHE" : "CAPSULE_STATE";
}
