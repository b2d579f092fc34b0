using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// Makes of QuickJS's module one that runs in a sandbox of ours: metered, and with its data apart from its code, because the memory of
/// a sandbox comes from a snapshot.
/// </summary>
internal static class JavaScriptLinker
{
    /// <summary>Links a module.</summary>
    /// <param name="module">The module, validated by the engine before; it is changed.</param>
    /// <exception cref="InvalidDataException">It needs something that the host does not answer.</exception>
    /// <returns>What a snapshot of it consists of, and the data that its memory starts with.</returns>
    public static (ModuleLayout Layout, IReadOnlyList<DataSegment> Data) Link(WasmModule module)
    {
        var unknown = module.Imports.Select(import => $"{import.Module}.{import.Name}").Except(EngineImports.Names).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"The engine imports what nobody decided about: {string.Join(", ", unknown)}. Answer it in {nameof(EngineImports)}.");
        }

        module.Custom.Clear();
        var layout = StateExports.Apply(module);
        MeteringPass.Apply(module);
        MeteringVerifier.Verify(module);
        DataSegment[] data = [.. module.Data];
        module.Data.Clear();
        return (layout, data);
    }
}
