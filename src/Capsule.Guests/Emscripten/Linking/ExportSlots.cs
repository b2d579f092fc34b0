using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Gives every exported function of the main module a slot in the function table, for libraries that take its address. One that has none
/// gets a thunk, so that the function itself needs no check of the meter for being reachable by indirect calls.
/// </summary>
internal static class ExportSlots
{
    /// <summary>Adds the thunks, and lists what libraries may bind to.</summary>
    internal static MainSymbols Add(WasmModule module)
    {
        var slots = FunctionTable.Slots(module);
        var functions = module.Exports.FindAll(export => export.Kind == ItemKind.Function);
        var next = module.TableMinimum(0);
        var thunks = new List<uint>();
        foreach (var index in functions.Select(export => export.Index).Distinct().Where(index => !slots.ContainsKey(index)).ToArray())
        {
            thunks.Add(AddThunk(module, index));
            slots[index] = next++;
        }

        _ = FunctionTable.Append(module, [.. thunks]);
        return new MainSymbols(
            functions.ToDictionary(export => export.Name, export => slots[export.Index], StringComparer.Ordinal),
            module.Exports
                .Where(export => export.Kind == ItemKind.Global && export.Index >= module.ImportedGlobals)
                .Select(export => (export.Name, Global: module.Globals[(int)(export.Index - module.ImportedGlobals)]))
                .Where(export => export.Global is { IsMutable: false, Initial: [Opcodes.I32Const, ..] })
                .ToDictionary(export => export.Name, export => export.Global.InitialI32, StringComparer.Ordinal));
    }

    private static uint AddThunk(WasmModule module, uint function)
    {
        var type = module.FunctionTypes[(int)(function - module.ImportedFunctions)];
        return module.AddFunction(type, Forwarding.Parameters(module, type).Call(function).End().ToBody());
    }
}
