using Capsule.Wasm.Sandboxes;

namespace Capsule.Wasm.Binary;

/// <summary>
/// Exports what a snapshot must cover beside the memory: mutable globals and tables other than the function table.
/// </summary>
internal static class StateExports
{
    /// <summary>Adds the exports and says what they are.</summary>
    /// <exception cref="InvalidDataException">A mutable global is no i32: snapshots could not hold it.</exception>
    public static ModuleLayout Apply(WasmModule module)
    {
        var imported = module.ImportedGlobals;
        var globals = 0;
        for (var i = 0; i < module.Globals.Count; i++)
        {
            var global = module.Globals[i];
            if (!global.IsMutable)
            {
                continue;
            }

            if (!global.Type.AsSpan().SequenceEqual([Opcodes.I32]))
            {
                throw new InvalidDataException($"Mutable global {i} is no i32, so that snapshots could not hold it.");
            }

            module.Exports.Add(new Export(ModuleLayout.GlobalName(globals++), ItemKind.Global, imported + (uint)i));
        }

        for (var table = 1; table < module.Tables.Count; table++)
        {
            module.Exports.Add(new Export(ModuleLayout.TableName(table - 1), ItemKind.Table, (uint)table));
        }

        return new ModuleLayout(
            globals, Math.Max(0, module.Tables.Count - 1), (ulong)module.MemoryMinimum * Memory.WasmPages.Size);
    }
}
