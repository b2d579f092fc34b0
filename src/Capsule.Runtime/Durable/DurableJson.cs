using System.Text.Json.Serialization;

namespace Capsule.Runtime.Durable;

/// <summary>What the runtime keeps in journals as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 2000)]
[JsonSerializable(typeof(RunSettings))]
[JsonSerializable(typeof(RunArguments))]
internal sealed partial class DurableJson : JsonSerializerContext;
