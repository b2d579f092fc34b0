using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Functions that pass on what they are called with.</summary>
internal static class Forwarding
{
    /// <summary>Starts a body that pushes all parameters of a type.</summary>
    internal static InstructionWriter Parameters(WasmModule module, uint type) => Parameters(new InstructionWriter(), module, type);

    /// <summary>Pushes all parameters of a type.</summary>
    internal static InstructionWriter Parameters(InstructionWriter code, WasmModule module, uint type)
    {
        var count = new WasmReader(module.Types[(int)type]) { Position = 1 }.U32();
        for (var i = 0u; i < count; i++)
        {
            code.LocalGet(i);
        }

        return code;
    }
}
