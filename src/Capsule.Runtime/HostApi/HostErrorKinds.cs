using System.Collections.Frozen;
using System.Text.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>Names of kinds of errors.</summary>
internal static class HostErrorKinds
{
    private static readonly FrozenDictionary<string, HostErrorKind> Names =
        Enum.GetValues<HostErrorKind>().ToFrozenDictionary(ToName, StringComparer.Ordinal);

    /// <summary>The name, as guests and telemetry have it: <c>permission_denied</c>.</summary>
    internal static string ToName(this HostErrorKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>The kind with a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static HostErrorKind Parse(string? name) =>
        name is not null && Names.TryGetValue(name, out var kind) ? kind : throw new FormatException($"'{name}' is no kind of error");
}
