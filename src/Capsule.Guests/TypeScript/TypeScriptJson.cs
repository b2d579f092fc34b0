using System.Text.Json.Serialization;

namespace Capsule.Guests.TypeScript;

/// <summary>Reads and writes the compiler's metadata without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(TypeScriptInfo))]
internal sealed partial class TypeScriptJson : JsonSerializerContext;
