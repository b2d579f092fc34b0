using System.Text.Json.Serialization;

namespace Capsule.Runtime.Execution;

/// <summary>The messages between the host and <c>_capsule_guest.program</c>. What the guest sends is not trusted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    AllowDuplicateProperties = false,
    MaxDepth = 2000)]
[JsonSerializable(typeof(LoadRequest))]
[JsonSerializable(typeof(LoadAnswer))]
[JsonSerializable(typeof(GuestFailure))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class GuestMessages : JsonSerializerContext;
