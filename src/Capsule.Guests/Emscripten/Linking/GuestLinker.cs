using Capsule.Wasm.Binary;
using Capsule.Wasm.Metering;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Makes of an Emscripten main module one that runs in a sandbox of ours: closed (its offsets resolved, its
/// JavaScript imports replaced by traps), metered, and with its data apart from its code, because the memory of a
/// sandbox comes from a snapshot.
/// </summary>
internal static class GuestLinker
{
    /// <summary>The custom section that keeps the initial contents of the memory.</summary>
    internal const string DataSection = "capsule.data";

    /// <summary>
    /// CPython's one way to free an object. It frees what the object refers to first, and puts that off when little is
    /// left of the stack that it sees; of which neither it nor the functions of most types take anything. With a frame,
    /// chains of any length are freed at a depth of a few thousand calls.
    /// </summary>
    private const string Deallocator = "_Py_Dealloc";
    private const int DeallocatorFrame = 256;

    /// <summary>Links a module.</summary>
    /// <param name="module">The module, validated by the engine before; it is changed.</param>
    /// <param name="imports">Which imports the host answers, and which it knows to be unused.</param>
    /// <exception cref="InvalidDataException">The module needs something that we do not know.</exception>
    /// <returns>What the host needs to run it, and what libraries may bind to.</returns>
    public static (LinkedGuest Guest, MainSymbols Symbols) Link(WasmModule module, ImportList imports)
    {
        imports.RequireKnown(module);
        module.Custom.Clear();
        GlobalOffsetTable.Resolve(module);
        string[] missing = [.. imports.Missing(module)];
        var added = FunctionRenumbering.Apply(
            module,
            import => !imports.IsAnswered(import),
            (import, position, indices) => SignalDispatch.Is(import)
                ? SignalDispatch.Body(module)
                : MissingImports.Body(position, indices[2]),
            HostCallThunk.Import(module),
            SleepReplacement.Import(module),
            MissingImports.Import(module),
            MappingSynchronization.Import(module),
            LibraryExports.UndefinedImport(module));
        SleepReplacement.Apply(module, added[1]);
        MappingSynchronization.Apply(module, added[3]);
        SqliteSharedMemory.Refuse(module);
        var slot = FunctionTable.Append(module, CallTrampoline.Add(module), HostCallThunk.Add(module, added[0]));
        var symbols = ExportSlots.Add(module);
        StackFrames.Add(module, Deallocator, "__stack_pointer", DeallocatorFrame);
        var layout = StateExports.Apply(module);
        MeteringPass.Apply(module);
        MeteringVerifier.Verify(module);
        LibraryExports.Add(module);
        InitialData.MoveToSection(module);
        return (new LinkedGuest(layout, slot, slot + 1, missing), symbols);
    }
}
