using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Processes;

namespace Capsule.Runtime.Languages;

/// <summary>Reads what installations say of their images.</summary>
internal static class InfoJson
{
    /// <summary>What the store must know of an image, or null when the JSON is malformed or of another version of Capsule.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="isCurrent">Whether its format is that of this version.</param>
    /// <param name="name">The name of the guest, or of the compiler.</param>
    /// <param name="versionOf">Tells the version of what is in it.</param>
    internal static GuestInfo? Read<T>(
        ReadOnlySpan<byte> json, JsonTypeInfo<T> type, Func<T, bool> isCurrent, string name, Func<T, string> versionOf)
        where T : ImageInfo
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) is { } info && isCurrent(info)
                ? new GuestInfo(new GuestIdentity(name, versionOf(info), info.Id), info.CodeHash, info)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
