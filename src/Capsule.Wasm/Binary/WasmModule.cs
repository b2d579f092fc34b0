namespace Capsule.Wasm.Binary;

/// <summary>
/// A module taken apart so that passes can change it. Only what our guests need is understood; anything else is
/// refused when it is read, never passed on half understood.
/// </summary>
/// <remarks>
/// Structure (section: here): 1 <see cref="Types"/>; 2 <see cref="Imports"/>; 3 <see cref="FunctionTypes"/>;
/// 4 <see cref="Tables"/>; 5 <see cref="MemoryMinimum"/>; 6 <see cref="Globals"/>; 7 <see cref="Exports"/>;
/// 9 <see cref="Elements"/>; 10 <see cref="Bodies"/>; 11 <see cref="Data"/>; 13 <see cref="TagTypes"/>;
/// 8 <see cref="Start"/>; 0 <see cref="Custom"/>. Passive segments are refused; a start function, imported memories, tables and tags,
/// and offsets that are relative to a global, are what side modules have (<see cref="ReadSide"/>), and are refused in others.
/// </remarks>
internal sealed class WasmModule
{
    /// <summary>Function types, each as its bytes.</summary>
    public List<byte[]> Types { get; } = [];

    /// <summary>Imports; those of functions come first in the index space of functions.</summary>
    public List<Import> Imports { get; } = [];

    /// <summary>The type of each function that the module defines.</summary>
    public List<uint> FunctionTypes { get; } = [];

    /// <summary>Tables, each as its bytes.</summary>
    public List<byte[]> Tables { get; } = [];

    /// <summary>Whether the module has a memory.</summary>
    public bool HasMemory { get; set; }

    /// <summary>The memory's initial length in pages of 64 KiB.</summary>
    public uint MemoryMinimum { get; set; }

    /// <summary>The memory's greatest length in pages.</summary>
    public uint MemoryMaximum { get; set; }

    /// <summary>Globals that the module defines.</summary>
    public List<Global> Globals { get; } = [];

    /// <summary>Exports.</summary>
    public List<Export> Exports { get; } = [];

    /// <summary>Segments of the function table.</summary>
    public List<ElementSegment> Elements { get; } = [];

    /// <summary>The code of each function that the module defines: locals and instructions.</summary>
    public List<ReadOnlyMemory<byte>> Bodies { get; } = [];

    /// <summary>Segments of the memory.</summary>
    public List<DataSegment> Data { get; } = [];

    /// <summary>The type of each exception tag.</summary>
    public List<uint> TagTypes { get; } = [];

    /// <summary>Custom sections; <c>metadata.code.branch_hint</c> is written before the code, others at the end.</summary>
    public List<CustomSection> Custom { get; } = [];

    /// <summary>How many functions are imported: the index of the first one that is defined here.</summary>
    public uint ImportedFunctions => CountImports(ItemKind.Function);

    /// <summary>How many globals are imported.</summary>
    public uint ImportedGlobals => CountImports(ItemKind.Global);

    /// <summary>Whether it is a side module: one without a memory of its own, which is loaded beside another one.</summary>
    public bool IsSide { get; init; }

    /// <summary>The function that runs when the module is instantiated, or null.</summary>
    public uint? Start { get; set; }

    /// <summary>Reads a side module.</summary>
    /// <exception cref="InvalidDataException">It is malformed, or uses what is not understood.</exception>
    public static WasmModule ReadSide(ReadOnlyMemory<byte> bytes) => ModuleReader.Read(bytes, isSide: true);

    /// <summary>Reads a module.</summary>
    /// <exception cref="InvalidDataException">It is malformed, or uses what is not understood.</exception>
    public static WasmModule Read(ReadOnlyMemory<byte> bytes) => ModuleReader.Read(bytes);

    /// <summary>Writes the module.</summary>
    public byte[] Write() => ModuleWriter.Write(this);

    /// <summary>The index of a function type, which is added when it is new.</summary>
    /// <param name="parameters">Value types, one byte each.</param>
    /// <param name="results">Value types, one byte each.</param>
    public uint TypeIndex(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> results)
    {
        var type = new WasmWriter().Byte(0x60).Vector(parameters).Vector(results).ToArray();
        var index = Types.FindIndex(known => known.AsSpan().SequenceEqual(type));
        if (index < 0)
        {
            Types.Add(type);
            index = Types.Count - 1;
        }

        return (uint)index;
    }

    /// <summary>Adds a function at the end of the index space, so that no other is renumbered.</summary>
    /// <returns>Its index.</returns>
    public uint AddFunction(uint type, ReadOnlyMemory<byte> body)
    {
        FunctionTypes.Add(type);
        Bodies.Add(body);
        return ImportedFunctions + (uint)FunctionTypes.Count - 1;
    }

    /// <summary>Adds a global at the end of the index space.</summary>
    /// <returns>Its index.</returns>
    public uint AddGlobal(Global global)
    {
        Globals.Add(global);
        return ImportedGlobals + (uint)Globals.Count - 1;
    }

    /// <summary>The least length of a table.</summary>
    public uint TableMinimum(int table) => Table.Read(Tables[table]).Minimum;

    /// <summary>Changes the least length of a table, and the greatest where that would be smaller.</summary>
    public void SetTableMinimum(int table, uint minimum) =>
        Tables[table] = (Table.Read(Tables[table]) with { Minimum = minimum }).Write();

    private uint CountImports(ItemKind kind) => (uint)Imports.Count(import => import.Kind == kind);
}
