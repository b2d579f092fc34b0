using System.Text.Json.Serialization;

namespace Capsule.Guests.Python;

/// <summary>Reads and writes the guest's metadata without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PythonImageInfo))]
internal sealed partial class GuestJson : JsonSerializerContext;
