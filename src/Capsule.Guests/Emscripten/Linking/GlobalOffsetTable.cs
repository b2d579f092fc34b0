using System.Collections.Immutable;
using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Settles the global offset table of a main module at build time. Emscripten's main modules import a global for each
/// symbol that code takes the address of (<c>GOT.func</c>, <c>GOT.mem</c>), for its JavaScript to fill in; all of them
/// are known from the module itself.
/// </summary>
internal static class GlobalOffsetTable
{
    /// <summary>Turns the imports into constants, and folds them into the code.</summary>
    /// <remarks>Imported globals come first in the index space, so that nothing is renumbered.</remarks>
    internal static void Resolve(WasmModule module)
    {
        var imports = module.Imports.FindAll(import => import.Kind == ItemKind.Global);
        var exports = module.Exports.ToLookup(export => export.Name);
        var slots = FunctionTable.Slots(module);
        var values = imports.ConvertAll(import => ValueOf(import, exports[import.Name].FirstOrDefault(), module, slots));
        ConstantGlobals.Fold(module, values.Index().ToImmutableDictionary(item => (uint)item.Index, item => item.Item));
        module.Imports.RemoveAll(import => import.Kind == ItemKind.Global);
        module.Globals.InsertRange(0, values.ConvertAll(value => Global.ConstantI32(value)));
    }

    /// <summary>A function's slot in the table, a datum's address, or 0 where nobody defines the symbol.</summary>
    private static int ValueOf(Import import, Export? export, WasmModule module, Dictionary<uint, uint> slots) =>
        (import.Module, export) switch
        {
            ("GOT.func" or "GOT.mem", null) => 0,
            ("GOT.func", { Kind: ItemKind.Function }) => (int)slots[export.Index],
            ("GOT.mem", { Kind: ItemKind.Global }) => module.Globals[(int)(export.Index - module.ImportedGlobals)].InitialI32,
            _ => throw new InvalidDataException($"The module imports a global '{import.Module}.{import.Name}'."),
        };
}
