using System.Text.Json.Serialization;

namespace Capsule.Guests.JavaScript;

/// <summary>Reads and writes the guest's metadata without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(JavaScriptImageInfo))]
internal sealed partial class JavaScriptJson : JsonSerializerContext;
