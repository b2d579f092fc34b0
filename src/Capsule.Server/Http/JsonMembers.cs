using System.Text.Json;

namespace Capsule.Server.Http;

/// <summary>Members of answers that may be null.</summary>
internal static class JsonMembers
{
    internal static void WriteOrNull(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    internal static void WriteOrNull(this Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
