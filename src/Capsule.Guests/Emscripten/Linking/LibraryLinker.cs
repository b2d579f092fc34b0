using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Makes of a library (Emscripten's side module, such as a compiled extension of Python) a side module of ours: what JavaScript would fill
/// in becomes its own globals, its data leave it, and it is metered with the main module's budget, and verified.
/// </summary>
internal static class LibraryLinker
{
    internal const string FirstFunction = "capsule:first";
    internal const string InitFunction = "capsule:init";
    internal const string Relocations = "__wasm_apply_data_relocs";
    internal const string Constructors = "__wasm_call_ctors";

    /// <summary>Links a library.</summary>
    /// <param name="module">The module, read with <see cref="WasmModule.ReadSide"/> and validated by the engine before; it is changed.</param>
    /// <param name="isMain">Whether the main module has a function of a name, which libraries may call.</param>
    /// <returns>What a loader needs, and the data; the module is what is compiled.</returns>
    /// <exception cref="InvalidDataException">The library is malformed, or does what none may.</exception>
    internal static (LinkedLibrary Library, IReadOnlyList<DataSegment> Data) Link(WasmModule module, Predicate<string> isMain)
    {
        var section = module.Custom.Find(section => section.Name == DylinkSection.Name)
            ?? throw LibraryRules.Refused("has no section 'dylink.0': it was not made by Emscripten as a side module");
        var dylink = DylinkSection.Read(section.Bytes.Span);
        LibraryRules.Check(module);
        var cost = CompileCost.Of(module);
        module.Custom.Clear();
        var calls = new LibraryCalls(module, isMain);
        var globals = LibraryGlobals.Rewrite(module, dylink, calls.Undefined);
        calls.Bind(globals.FirstCalled);
        ImportMemoryAndTable(module);

        var data = module.Data.ToArray();
        module.Data.Clear();
        var table = LibraryTable.Collect(module, dylink.TableSize);
        AddInitialization(module, globals, isFirst: true);
        AddInitialization(module, globals, isFirst: false);
        module.Start = null;
        var (hasRelocations, hasConstructors) = (Has(module, Relocations), Has(module, Constructors));
        module.Exports.RemoveAll(export => export.Name is not (FirstFunction or InitFunction or Relocations or Constructors));
        MeteringPass.Apply(module, LibraryGlobals.Budget);
        MeteringVerifier.Verify(module);
        return (new LinkedLibrary
        {
            MemorySize = dylink.MemorySize,
            MemoryAlignment = dylink.MemoryAlignment,
            TableSize = table.Size,
            Needed = dylink.Needed,
            RuntimePaths = dylink.RuntimePaths,
            Imports = module.Imports.ConvertAll(NameInMain),
            References = globals.References,
            OwnGlobals = globals.Own.Count,
            Functions = table.Functions,
            Data = globals.Data,
            HasRelocations = hasRelocations,
            HasConstructors = hasConstructors,
            Cost = cost,
        }, data);
    }

    /// <summary>The main module's memory and table are what they are, whatever the library says of them, and whether it does.</summary>
    private static void ImportMemoryAndTable(WasmModule module)
    {
        module.Imports.RemoveAll(import => import.Kind is ItemKind.Memory or ItemKind.Table);
        module.Imports.Add(new Import("env", "memory", ItemKind.Memory, [0, 0]));
        module.Imports.Add(new Import("env", "__indirect_function_table", ItemKind.Table, [0x70, 0, 0]));
    }

    private static string NameInMain(Import import) => (import.Module, import.Name) switch
    {
        (MeteringPass.ImportModule, MeteringPass.ImportName) => LibraryExports.Refill,
        (LibraryExports.ImportModule, LibraryExports.UndefinedName) => LibraryExports.Undefined,
        var (_, name) => name,
    };

    private static bool Has(WasmModule module, string name) =>
        module.Exports.Exists(export => export.Kind == ItemKind.Function && export.Name == name);

    /// <summary>
    /// <c>(block, memory base, table base)</c>: sets the globals from the parameters and the block, and fills the library's part of the
    /// table. The first time the start function runs, which also clears data, and what it made of the library's own globals is put into the
    /// block; later they are read from there.
    /// </summary>
    private static void AddInitialization(WasmModule module, LibraryGlobals globals, bool isFirst)
    {
        var code = new WasmWriter().U32(0)
            .Byte(Opcodes.LocalGet).U32(1).Byte(Opcodes.GlobalSet).U32(LibraryGlobals.MemoryBase)
            .Byte(Opcodes.LocalGet).U32(2).Byte(Opcodes.GlobalSet).U32(LibraryGlobals.TableBase);
        var count = (uint)globals.References.Count;
        for (var i = 0u; i < count; i++)
        {
            Load(code, i, LibraryGlobals.FirstReference + i);
        }

        if (module.Elements.Count > 0)
        {
            code.Byte(Opcodes.LocalGet).U32(2).Byte(Opcodes.I32Const).S32(0)
                .Byte(Opcodes.I32Const).S32(module.Elements[0].Functions.Count)
                .Byte(Opcodes.Miscellaneous).U32(Opcodes.TableInit).U32(0).U32(0);
        }

        if (isFirst && module.Start is { } start)
        {
            code.Byte(Opcodes.Call).U32(start);
        }

        for (var i = 0; i < globals.Own.Count; i++)
        {
            var word = count + (uint)i;
            if (isFirst)
            {
                code.Byte(Opcodes.LocalGet).U32(0).Byte(Opcodes.GlobalGet).U32(globals.Own[i])
                    .Byte(Opcodes.I32Store).U32(2).U32(word * sizeof(int));
            }
            else
            {
                Load(code, word, globals.Own[i]);
            }
        }

        var type = module.TypeIndex([Opcodes.I32, Opcodes.I32, Opcodes.I32], []);
        var index = module.AddFunction(type, code.Byte(Opcodes.End).ToArray());
        module.Exports.Add(new Export(isFirst ? FirstFunction : InitFunction, ItemKind.Function, index));
    }

    /// <summary>Sets a global from a word of the block.</summary>
    private static void Load(WasmWriter code, uint word, uint global) => code
        .Byte(Opcodes.LocalGet).U32(0).Byte(Opcodes.I32Load).U32(2).U32(word * sizeof(int)).Byte(Opcodes.GlobalSet).U32(global);
}
