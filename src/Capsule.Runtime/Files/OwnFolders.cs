using Capsule.Guests.FileSystem.Host;

namespace Capsule.Runtime.Files;

/// <summary>Where Capsule keeps what no task may reach, whatever it is granted.</summary>
/// <param name="Cache">The cache directory: machine code that is loaded.</param>
/// <param name="State">The state directory: sessions at rest.</param>
/// <param name="Keys">The directory of the key that both are sealed with.</param>
internal sealed record OwnFolders(string Cache, string State, string Keys)
{
    /// <summary>Finds the folders as they are now.</summary>
    internal IEnumerable<ReservedFolder> Find() =>
        [ReservedFolder.Find("cache", Cache), ReservedFolder.Find("state directory", State), ReservedFolder.Find("key directory", Keys)];

    /// <summary>The variable that puts a folder elsewhere.</summary>
    internal static string VariableOf(ReservedFolder folder) => folder.Name switch
    {
        "cache" => "CAPSULE_CACHE",
        "key directory" => "CAPSULE_KEYS",
        _ => "CAPSULE_STATE",
    };
}
