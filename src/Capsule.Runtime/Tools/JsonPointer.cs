using System.Text.Json;

namespace Capsule.Runtime.Tools;

/// <summary>References within a schema: <c>#/$defs/name</c>.</summary>
internal static class JsonPointer
{
    /// <summary>What a reference leads to, or null.</summary>
    internal static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (reference is not ['#', .. var pointer])
        {
            return null;
        }

        var at = root;
        foreach (var part in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!Enter(ref at, name))
            {
                return null;
            }
        }

        return at;
    }

    private static bool Enter(ref JsonElement at, string name)
    {
        if (at.ValueKind == JsonValueKind.Object)
        {
            return at.TryGetProperty(name, out at);
        }

        if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
        {
            at = at[index];
            return true;
        }

        return false;
    }
}
