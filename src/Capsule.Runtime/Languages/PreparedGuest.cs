using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Languages;

/// <summary>A module and its memory, prepared for this machine. Whoever takes them owns them.</summary>
/// <param name="Engine">The engine that runs it, which is not owned.</param>
/// <param name="Code">The compiled module.</param>
/// <param name="Image">The memory.</param>
/// <param name="Info">What belongs to both.</param>
internal sealed record PreparedGuest(WasmEngine Engine, CompiledModule Code, MemoryImage Image, GuestInfo Info);
