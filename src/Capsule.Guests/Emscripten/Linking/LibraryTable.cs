using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// A library's part of the function table: what the linker put there, and behind it every function that it defines for others, so that
/// looking up a symbol never changes the table.
/// </summary>
/// <param name="Functions">The slots of functions for others.</param>
/// <param name="Size">How many slots there are.</param>
internal sealed record LibraryTable(IReadOnlyDictionary<string, uint> Functions, uint Size)
{
    /// <summary>Collects the functions into one passive segment.</summary>
    /// <exception cref="InvalidDataException">The segments are not what the linker makes.</exception>
    internal static LibraryTable Collect(WasmModule module, uint size)
    {
        var functions = new List<uint>();
        foreach (var segment in module.Elements)
        {
            LibraryRules.Require(segment.Offset == functions.Count, "has gaps or overlaps in its part of the function table");
            functions.AddRange(segment.Functions);
        }

        LibraryRules.Require(functions.Count <= size, "has more functions in the table than it asks slots for");
        var slots = new Dictionary<uint, uint>();
        for (var i = 0; i < functions.Count; i++)
        {
            slots.TryAdd(functions[i], (uint)i);
        }

        var named = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var export in module.Exports.Where(export => export.Kind == ItemKind.Function && export.Index >= module.ImportedFunctions))
        {
            if (!slots.TryGetValue(export.Index, out var slot))
            {
                slot = slots[export.Index] = (uint)functions.Count;
                functions.Add(export.Index);
            }

            named[export.Name] = slot;
        }

        module.Elements.Clear();
        if (functions.Count > 0)
        {
            module.Elements.Add(new ElementSegment(0, functions, IsPassive: true));
        }

        return new LibraryTable(named, Math.Max(size, (uint)functions.Count));
    }
}
