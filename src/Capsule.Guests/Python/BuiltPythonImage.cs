using Capsule.Wasm.Memory;

namespace Capsule.Guests.Python;

/// <summary>What <see cref="PythonImageBuilder"/> gives.</summary>
/// <param name="Snapshot">The interpreter at rest; its image is the caller's to dispose.</param>
/// <param name="Addresses">Objects that the host calls.</param>
/// <param name="Output">What was printed meanwhile: modules that could not be loaded.</param>
internal sealed record BuiltPythonImage(Snapshot Snapshot, PythonAddresses Addresses, string Output);
