using System.Text.Json.Serialization;

namespace Capsule.Runtime.Sessions;

/// <summary>The messages between the host and <c>_capsule_guest.session</c>, and what is kept in files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionError))]
[JsonSerializable(typeof(SessionCompletion))]
[JsonSerializable(typeof(SessionFileHeader))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SessionMessages : JsonSerializerContext;
