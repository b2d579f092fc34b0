using Capsule.Guests.Processes;
using Capsule.Guests.TypeScript;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>What the host keeps for one JavaScript sandbox, beside what every guest has.</summary>
/// <param name="options">What the process gets.</param>
/// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
internal sealed class JavaScriptProcess(ProcessOptions options, Func<ulong> memoryInUse) : GuestProcess(options, memoryInUse)
{
    /// <summary>Where the host finds things in the memory; null while the image is built.</summary>
    internal JavaScriptAddresses? Addresses { get; set; }

    internal required EngineExports Engine { get; init; }

    /// <summary>A block of some words in the memory, for results of the engine's functions.</summary>
    internal uint Scratch { get; set; }

    /// <summary>The guest's own modules by name, which only the image's build loads from here.</summary>
    internal IReadOnlyDictionary<string, byte[]> BootModules { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>Compiles TypeScript; null while the image is built.</summary>
    internal IScriptCompiler? Scripts { get; init; }

    /// <summary>Promises that were rejected while nobody listened.</summary>
    internal Rejections Rejections { get; } = new();

    /// <summary>Private files and the heap share one limit: what files take now, the heap cannot get.</summary>
    internal void LimitMemory(Sandbox sandbox) => sandbox.LimitMemory(Math.Min(MemoryLimit, WasmPages.AddressSpace));
}
