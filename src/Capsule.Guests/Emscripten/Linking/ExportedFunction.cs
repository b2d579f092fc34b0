using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Finds functions of a guest that the linker changes.</summary>
internal static class ExportedFunction
{
    /// <summary>The index of a function of the module, by its name.</summary>
    /// <exception cref="InvalidDataException">The module has no such function, or it has another type.</exception>
    internal static uint Find(WasmModule module, string name, uint type)
    {
        var export = module.Exports.Find(export => export.Name == name && export.Kind == ItemKind.Function);
        var index = export is null ? -1 : (int)(export.Index - module.ImportedFunctions);
        return index >= 0 && module.FunctionTypes[index] == type
            ? export!.Index
            : throw new InvalidDataException($"The guest has no function '{name}' of the type that is known.");
    }
}
