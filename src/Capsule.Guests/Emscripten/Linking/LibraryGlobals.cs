using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// The globals of a library, rewritten: what Emscripten's JavaScript would fill in (where the library is, and the address of each symbol
/// that it refers to) becomes globals of the library itself, which its first function reads from its block.
/// </summary>
/// <remarks>
/// Index space: 0 the stack pointer and 1 the meter's budget, both of the main module; 2 memory base, 3 table base; one for each reference;
/// the library's own.
/// </remarks>
internal sealed class LibraryGlobals
{
    internal const uint Budget = 1;
    internal const uint MemoryBase = 2;
    internal const uint TableBase = 3;
    internal const uint FirstReference = 4;

    private readonly List<Import> imported;
    private readonly List<SymbolReference> references;

    private LibraryGlobals(WasmModule module, DylinkSection dylink, IEnumerable<string> called)
    {
        imported = module.Imports.FindAll(import => import.Kind == ItemKind.Global);
        references = [.. imported.Where(IsOffset).Distinct().Select(import => new SymbolReference(import.Name, KindOf(import, dylink)))];
        FirstCalled = FirstReference + (uint)references.Count;
        references.AddRange(called.Select(name => new SymbolReference(name, SymbolKind.Called)));
    }

    /// <summary>The symbols whose addresses the library needs.</summary>
    internal IReadOnlyList<SymbolReference> References => references;

    /// <summary>The global of the first function that is only called; the others follow.</summary>
    internal uint FirstCalled { get; }

    /// <summary>The library's own mutable globals.</summary>
    internal IReadOnlyList<uint> Own { get; private set; } = [];

    /// <summary>Data that the library defines: their offsets.</summary>
    internal IReadOnlyDictionary<string, int> Data { get; private set; } = new Dictionary<string, int>();

    /// <summary>Rewrites a module, and everything in it that names a global.</summary>
    /// <param name="module">The module.</param>
    /// <param name="dylink">What it says of its symbols.</param>
    /// <param name="called">Functions that it calls and neither it nor the main module defines.</param>
    internal static LibraryGlobals Rewrite(WasmModule module, DylinkSection dylink, IReadOnlyList<string> called)
    {
        var globals = new LibraryGlobals(module, dylink, called);
        globals.Data = DataOf(module, (uint)globals.imported.Count);
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            module.Bodies[i] = BodyIndices.RewriteGlobals(module.Bodies[i], globals.Renumber);
        }

        module.Exports.RemoveAll(export => export.Kind != ItemKind.Function);
        module.Imports.RemoveAll(import => import.Kind == ItemKind.Global);
        module.Imports.Add(new Import("env", "__stack_pointer", ItemKind.Global, [Opcodes.I32, 1]));
        module.Imports.Add(new Import(
            Wasm.Metering.MeteringPass.ImportModule, Wasm.Metering.MeteringPass.BudgetExport, ItemKind.Global, [Opcodes.I32, 1]));
        var added = 2 + globals.references.Count;
        globals.Own = [.. module.Globals.Index().Where(item => item.Item.IsMutable).Select(item => MemoryBase + (uint)(added + item.Index))];
        module.Globals.InsertRange(
            0, Enumerable.Repeat(new Global([Opcodes.I32], IsMutable: true, [Opcodes.I32Const, 0]), added));
        return globals;
    }

    private static bool IsOffset(Import import) => import.Module is "GOT.mem" or "GOT.func";

    private static SymbolKind KindOf(Import import, DylinkSection dylink) => (import.Module, dylink.Weak.Contains(import.Name)) switch
    {
        ("GOT.func", true) => SymbolKind.WeakFunction,
        ("GOT.func", false) => SymbolKind.Function,
        (_, true) => SymbolKind.WeakData,
        _ => SymbolKind.Data,
    };

    private static Dictionary<string, int> DataOf(WasmModule module, uint imported) => module.Exports
        .Where(export => export.Kind == ItemKind.Global && export.Index >= imported)
        .Select(export => (export.Name, Global: module.Globals[(int)(export.Index - imported)]))
        .Where(export => export.Global is { IsMutable: false, Type: [Opcodes.I32], Initial: [Opcodes.I32Const, ..] })
        .ToDictionary(export => export.Name, export => export.Global.InitialI32, StringComparer.Ordinal);

    private uint Renumber(uint index)
    {
        if (index >= imported.Count)
        {
            return FirstReference + (uint)references.Count + index - (uint)imported.Count;
        }

        var import = imported[(int)index];
        return import.Name switch
        {
            _ when IsOffset(import) => FirstReference + (uint)references.FindIndex(reference => Is(reference, import)),
            "__memory_base" => MemoryBase,
            "__table_base" => TableBase,
            _ => 0,
        };
    }

    private static bool Is(SymbolReference reference, Import import) =>
        reference.Name == import.Name
        && (import.Module == "GOT.func") == reference.Kind is SymbolKind.Function or SymbolKind.WeakFunction;
}
