using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// The section <c>dylink.0</c> of a library (WebAssembly tool conventions, "Dynamic linking"): what a loader has to know ahead.
/// </summary>
/// <param name="MemorySize">Bytes of data.</param>
/// <param name="MemoryAlignment">The data's alignment, as a power of two.</param>
/// <param name="TableSize">Slots of the function table.</param>
/// <param name="Needed">Names of the libraries that have to be loaded before.</param>
/// <param name="RuntimePaths">Where those are looked for; <c>$ORIGIN</c> stands for the library's own folder.</param>
/// <param name="Weak">Imports that may be missing.</param>
internal sealed record DylinkSection(
    uint MemorySize, int MemoryAlignment, uint TableSize, IReadOnlyList<string> Needed, IReadOnlyList<string> RuntimePaths,
    IReadOnlySet<string> Weak)
{
    internal const string Name = "dylink.0";

    private const int MemoryInfo = 1;
    private const int NeededLibraries = 2;
    private const int ImportInfo = 4;
    private const int RuntimePath = 5;

    // Threat: a library that takes all addresses, or has the loader look for others without end.
    private const uint MostMemory = 512 << 20;
    private const uint MostSlots = 200_000;
    private const int GreatestAlignment = 16;
    private const int MostNames = 256;

    /// <summary>BINDING_WEAK among a symbol's flags.</summary>
    private const uint BindingMask = 3;
    private const uint BindingWeak = 1;

    /// <exception cref="InvalidDataException">It is malformed, or wants more than any library has.</exception>
    internal static DylinkSection Read(ReadOnlySpan<byte> section)
    {
        var (size, alignment, slots) = (0u, 0u, 0u);
        var (needed, paths, weak) = (new List<string>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var reader = new WasmReader(section);
        while (!reader.AtEnd)
        {
            var kind = reader.Byte();
            var end = reader.Length() + reader.Position;
            switch (kind)
            {
                case MemoryInfo:
                    (size, alignment, slots) = (reader.U32(), reader.U32(), reader.U32());
                    break;
                case NeededLibraries:
                    ReadNames(ref reader, needed);
                    break;
                case RuntimePath:
                    ReadNames(ref reader, paths);
                    break;
                case ImportInfo:
                    ReadWeak(ref reader, weak);
                    break;
            }

            reader.Position = end;
        }

        return size <= MostMemory && slots <= MostSlots && alignment <= GreatestAlignment && needed.Count <= MostNames && paths.Count <= MostNames
            ? new DylinkSection(size, (int)alignment, slots, needed, paths, weak)
            : throw new InvalidDataException("The library wants more memory, more of the function table or more libraries than one may.");
    }

    private static void ReadNames(ref WasmReader reader, List<string> names)
    {
        for (var count = reader.U32(); count > 0; count--)
        {
            names.Add(reader.Name());
        }
    }

    private static void ReadWeak(ref WasmReader reader, HashSet<string> weak)
    {
        for (var count = reader.U32(); count > 0; count--)
        {
            _ = reader.Name();
            var name = reader.Name();
            if ((reader.U32() & BindingMask) == BindingWeak)
            {
                weak.Add(name);
            }
        }
    }
}
