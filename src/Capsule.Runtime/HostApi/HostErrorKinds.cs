using System.Text.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>Names of kinds of errors.</summary>
internal static class HostErrorKinds
{
    /// <summary>The name, as guests and telemetry have it: <c>permission_denied</c>.</summary>
    internal static string ToName(this HostErrorKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
