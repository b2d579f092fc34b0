using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// What a library may consist of. Libraries are hostile: they come with packages, of which anybody may be the author. The engine has
/// validated the module before; this refuses what would escape the loader, the memory's limit, or a snapshot.
/// </summary>
internal static class LibraryRules
{
    private const string Own = "capsule:";
    private const byte TableSet = 0x26;
    private const byte MemoryGrow = 0x40;

    // Threat: lists without end, which the host keeps.
    private const int MostFunctions = 200_000;
    private const int MostImports = 50_000;
    private const int MostExports = 100_000;
    private const int MostGlobals = 10_000;

    /// <exception cref="InvalidDataException">It breaks a rule, which the message names.</exception>
    internal static void Check(WasmModule module)
    {
        Require(module.Tables.Count == 0 && !module.HasMemory, "has a table or a memory of its own");
        Require(
            module.Bodies.Count <= MostFunctions && module.Imports.Count <= MostImports && module.Exports.Count <= MostExports
            && module.Globals.Count <= MostGlobals,
            "has more functions, imports, exports or globals than any library has");
        module.Imports.ForEach(CheckImport);
        foreach (var export in module.Exports)
        {
            Require(!export.Name.StartsWith(Own, StringComparison.Ordinal), $"exports '{export.Name}', a name of the host's");
        }

        foreach (var global in module.Globals)
        {
            Require(
                global.Initial is [Opcodes.I32Const or 0x42 or 0x43 or Opcodes.F64Const or 0xd0, ..],
                "has a global whose initial value is not a constant");
            Require(!global.IsMutable || global.Type is [Opcodes.I32], "has a mutable global that is no i32, which no snapshot could hold");
        }

        CheckSegments(module);
        var initializers = Initializers(module);
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            CheckCode(module, i, initializers.Contains(module.ImportedFunctions + (uint)i));
        }
    }

    private static void CheckImport(Import import)
    {
        var isKnown = (import.Module, import.Kind, import.Name) switch
        {
            ("env" or "wasi_snapshot_preview1", ItemKind.Function, var name) => !name.StartsWith(Own, StringComparison.Ordinal),
            ("GOT.mem" or "GOT.func", ItemKind.Global, _) => import.Descriptor is [Opcodes.I32, 1],
            ("env", ItemKind.Global, "__stack_pointer") => import.Descriptor is [Opcodes.I32, 1],
            ("env", ItemKind.Global, "__memory_base" or "__table_base") => import.Descriptor is [Opcodes.I32, 0],
            ("env", ItemKind.Memory, "memory") => true,
            ("env", ItemKind.Table, "__indirect_function_table") => true,
            ("env", ItemKind.Tag, "__cpp_exception" or "__c_longjmp") => true,
            _ => false,
        };
        Require(isKnown, $"imports a {import.Kind.ToString().ToLowerInvariant()} '{import.Module}.{import.Name}', which no library may");
    }

    /// <summary>
    /// Threat: data at an absolute place, or functions in slots of others, written before any code of the guest runs.
    /// </summary>
    private static void CheckSegments(WasmModule module)
    {
        var globals = module.Imports.FindAll(import => import.Kind == ItemKind.Global);
        bool IsRelativeTo(uint? start, string name) => start < globals.Count && globals[(int)start].Name == name;
        Require(module.Data.TrueForAll(segment => IsRelativeTo(segment.Base, "__memory_base")), "has data at an absolute address");
        Require(module.Elements.TrueForAll(segment => IsRelativeTo(segment.Base, "__table_base")), "has functions at absolute slots of the table");
    }

    /// <summary>
    /// A snapshot puts the table together from the libraries, and their globals from what the start function made of them: so only that may
    /// set globals, and nothing the table. Memory grows where the guest's own allocator says.
    /// </summary>
    private static void CheckCode(WasmModule module, int function, bool maySet)
    {
        var imported = module.ImportedGlobals;
        var reader = new InstructionReader(module.Bodies[function].Span);
        while (reader.Next())
        {
            switch (reader.Opcode)
            {
                case TableSet:
                case Opcodes.Miscellaneous when reader.Extended is Opcodes.TableInit or Opcodes.TableCopy or Opcodes.TableGrow
                    or Opcodes.TableFill or Opcodes.ElementDrop:
                    throw Refused("changes the function table");
                case MemoryGrow:
                    throw Refused("grows the memory itself");
                case Opcodes.GlobalSet when reader.Index >= imported:
                    Require(maySet, "keeps state in a global");
                    break;
                case Opcodes.GlobalSet:
                    Require(IsStackPointer(module, reader.Index), "sets a symbol's address");
                    break;
            }
        }
    }

    /// <summary>The start function, and those that it calls itself.</summary>
    private static HashSet<uint> Initializers(WasmModule module)
    {
        if (module.Start is not { } start || start < module.ImportedFunctions)
        {
            return [];
        }

        var found = new HashSet<uint> { start };
        var reader = new InstructionReader(module.Bodies[(int)(start - module.ImportedFunctions)].Span);
        while (reader.Next())
        {
            if (reader.Opcode == Opcodes.Call)
            {
                found.Add(reader.Index);
            }
        }

        return found;
    }

    private static bool IsStackPointer(WasmModule module, uint index) =>
        module.Imports.FindAll(import => import.Kind == ItemKind.Global)[(int)index].Name == "__stack_pointer";

    internal static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Refused(otherwise);
        }
    }

    internal static InvalidDataException Refused(string what) => new($"the library {what}");
}
