using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// The functions that a library calls: those of the main module stay imports; those that it defines itself (and imports, because others
/// could define them too) are called directly; all others are called through the function table, at the slot that is found when the library
/// is loaded, so that no library imports from another.
/// </summary>
internal sealed class LibraryCalls
{
    private readonly WasmModule module;
    private readonly Predicate<string> isMain;
    private readonly Dictionary<string, uint> defined;
    private readonly List<string> undefined;

    internal LibraryCalls(WasmModule module, Predicate<string> isMain)
    {
        this.module = module;
        this.isMain = isMain;
        var imported = module.ImportedFunctions;
        defined = module.Exports
            .Where(export => export.Kind == ItemKind.Function && export.Index >= imported)
            .ToDictionary(export => export.Name, export => export.Index - imported, StringComparer.Ordinal);
        undefined = [.. module.Imports
            .Where(import => import.Kind == ItemKind.Function && !isMain(import.Name) && !defined.ContainsKey(import.Name))
            .Select(import => import.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Functions that neither the library nor the main module defines.</summary>
    internal IReadOnlyList<string> Undefined => undefined;

    /// <summary>Replaces the imports.</summary>
    /// <param name="firstSlot">The global that holds the slot of the first undefined function; the others follow.</param>
    internal void Bind(uint firstSlot) => _ = FunctionRenumbering.Apply(
        module, import => !isMain(import.Name),
        (import, _, added) => defined.TryGetValue(import.Name, out var own)
            ? Forward(import, added[0] + 1 + own)
            : CallThroughTable(import, undefined.IndexOf(import.Name), firstSlot, added[0]),
        LibraryExports.UndefinedImport(module));

    private byte[] Forward(Import import, uint function) =>
        Forwarding.Parameters(module, TypeOf(import)).Call(function).End().ToBody();

    /// <summary>A slot of 0 is that of no function: the host says which one is missing, and ends the guest.</summary>
    private byte[] CallThroughTable(Import import, int position, uint firstSlot, uint report)
    {
        var slot = firstSlot + (uint)position;
        var code = new InstructionWriter()
            .GlobalGet(slot).I32IsZero().If()
            .GlobalGet(LibraryGlobals.MemoryBase).I32Const(position).Call(report).Unreachable().End();
        return Forwarding.Parameters(code, module, TypeOf(import)).GlobalGet(slot).CallIndirect(TypeOf(import)).End().ToBody();
    }

    private static uint TypeOf(Import import) => new WasmReader(import.Descriptor).U32();
}
