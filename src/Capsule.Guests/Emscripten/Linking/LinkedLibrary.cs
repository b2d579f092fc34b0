namespace Capsule.Guests.Emscripten.Linking;

/// <summary>What <see cref="LibraryLinker"/> made of a library: what a loader needs beside the code.</summary>
internal sealed record LinkedLibrary
{
    /// <summary>Bytes of its data.</summary>
    public required uint MemorySize { get; init; }

    /// <summary>The data's alignment, as a power of two.</summary>
    public required int MemoryAlignment { get; init; }

    /// <summary>Slots of its part of the function table.</summary>
    public required uint TableSize { get; init; }

    /// <summary>Libraries that have to be loaded before it.</summary>
    public required IReadOnlyList<string> Needed { get; init; }

    /// <summary>Where those are looked for.</summary>
    public required IReadOnlyList<string> RuntimePaths { get; init; }

    /// <summary>Names of the main module's exports that it imports, in the order of its imports.</summary>
    public required IReadOnlyList<string> Imports { get; init; }

    /// <summary>Symbols whose addresses it needs, in the order of their words in its block.</summary>
    public required IReadOnlyList<SymbolReference> References { get; init; }

    /// <summary>Words of the block behind those: its own globals.</summary>
    public required int OwnGlobals { get; init; }

    /// <summary>Functions that it defines for others: their slot in its own part of the table.</summary>
    public required IReadOnlyDictionary<string, uint> Functions { get; init; }

    /// <summary>Data that it defines for others: their offset in its own memory.</summary>
    public required IReadOnlyDictionary<string, int> Data { get; init; }

    /// <summary>Whether it has <c>__wasm_apply_data_relocs</c>.</summary>
    public required bool HasRelocations { get; init; }

    /// <summary>Whether it has <c>__wasm_call_ctors</c>.</summary>
    public required bool HasConstructors { get; init; }

    /// <summary>What compiling it cost: <see cref="CompileCost"/>.</summary>
    public required long Cost { get; init; }

    /// <summary>The length of its block: see <see cref="Wasm.Sandboxes.SideModule"/>.</summary>
    internal uint BlockSize => (uint)(References.Count + OwnGlobals) * sizeof(int);
}
