using System.Text.Json.Serialization;

namespace Capsule.Runtime.Programs;

/// <summary>Reads and writes the cache's index without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CachedProgram))]
internal sealed partial class CachedProgramJson : JsonSerializerContext;
