using System.Text.Json;

namespace Capsule.Errors;

/// <summary>The names of error types, as they travel.</summary>
internal static class ErrorTypes
{
    private static readonly Dictionary<ErrorType, string> Names = Enum.GetValues<ErrorType>()
        .ToDictionary(type => type, type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()));

    private static readonly Dictionary<string, ErrorType> Types =
        Names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

    /// <summary>The name in snake_case.</summary>
    public static string ToName(this ErrorType type) => Names[type];

    /// <summary>The type with a name in snake_case.</summary>
    public static bool TryParse(string name, out ErrorType type) => Types.TryGetValue(name, out type);
}
