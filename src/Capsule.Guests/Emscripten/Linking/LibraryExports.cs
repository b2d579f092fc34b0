using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>What the main module exports for libraries beside its symbols: the host's functions that their own code calls.</summary>
internal static class LibraryExports
{
    internal const string ImportModule = "capsule";
    internal const string UndefinedName = "undefined";

    /// <summary>The export of the function that grants slices of the meter.</summary>
    internal const string Refill = "capsule:refill";

    /// <summary>The export of the function that ends a guest which calls a function that nobody defines.</summary>
    internal const string Undefined = "capsule:undefined";

    /// <summary><c>(memory base of the library, position among its references that are only called)</c>.</summary>
    internal static Import UndefinedImport(WasmModule module) => new(
        ImportModule, UndefinedName, ItemKind.Function, Import.FunctionDescriptor(module.TypeIndex([Opcodes.I32, Opcodes.I32], [])));

    /// <summary>Adds the exports; the main module is metered already.</summary>
    internal static void Add(WasmModule module)
    {
        Export(module, ImportModule, UndefinedName, Undefined);
        Export(module, MeteringPass.ImportModule, MeteringPass.ImportName, Refill);
    }

    private static void Export(WasmModule module, string importModule, string importName, string name)
    {
        var index = module.Imports.FindAll(import => import.Kind == ItemKind.Function)
            .FindIndex(import => import.Module == importModule && import.Name == importName);
        module.Exports.Add(new Export(name, ItemKind.Function, (uint)index));
    }
}
