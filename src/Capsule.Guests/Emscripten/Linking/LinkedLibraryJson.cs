using System.Text.Json.Serialization;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Reads and writes <see cref="LinkedLibrary"/> without reflection.</summary>
[JsonSerializable(typeof(LinkedLibrary))]
internal sealed partial class LinkedLibraryJson : JsonSerializerContext;
