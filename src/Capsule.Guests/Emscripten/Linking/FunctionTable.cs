using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>The table through which C code calls function pointers: a pointer is a slot's number.</summary>
internal static class FunctionTable
{
    /// <summary>The first slot of each function that has one.</summary>
    internal static Dictionary<uint, uint> Slots(WasmModule module)
    {
        var slots = new Dictionary<uint, uint>();
        foreach (var segment in module.Elements)
        {
            for (var i = 0; i < segment.Functions.Count; i++)
            {
                slots.TryAdd(segment.Functions[i], segment.Offset + (uint)i);
            }
        }

        return slots;
    }

    /// <summary>Gives functions slots at the end of the table.</summary>
    /// <returns>The first slot; the others follow.</returns>
    internal static uint Append(WasmModule module, params ReadOnlySpan<uint> functions)
    {
        var first = module.TableMinimum(0);
        module.SetTableMinimum(0, first + (uint)functions.Length);
        module.Elements.Add(new ElementSegment(first, [.. functions]));
        return first;
    }
}
