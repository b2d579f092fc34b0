using System.Text.Json.Serialization;

namespace Capsule.Runtime.Overlays;

/// <summary>The header as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OverlayHeader))]
internal sealed partial class OverlayJson : JsonSerializerContext;
