using System.Text.Json.Serialization;

namespace Capsule.Runtime.Artifacts;

/// <summary>Reads and writes what an artifact says of itself, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ArtifactInfo))]
internal sealed partial class ArtifactJson : JsonSerializerContext;
