using Capsule.Guests.Emscripten.Calls;
using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Puts a call of the host in place of the C library's busy wait (<see cref="SleepCalls"/>).</summary>
internal static class SleepReplacement
{
    private const byte F64 = 0x7c;

    internal static Import Import(WasmModule module) => new(
        SleepCalls.ImportModule, SleepCalls.ImportName, ItemKind.Function,
        Wasm.Binary.Import.FunctionDescriptor(Type(module)));

    /// <exception cref="InvalidDataException">The module has no such function, or one of another type.</exception>
    internal static void Apply(WasmModule module, uint import)
    {
        var export = module.Exports.Find(export => export.Name == SleepCalls.ReplacedExport);
        var index = export is null ? -1 : (int)(export.Index - module.ImportedFunctions);
        if (index < 0 || module.FunctionTypes[index] != Type(module))
        {
            throw new InvalidDataException($"The guest has no function '{SleepCalls.ReplacedExport}' that takes a double.");
        }

        module.Bodies[index] = new InstructionWriter().LocalGet(0).Call(import).End().ToBody();
    }

    private static uint Type(WasmModule module) => module.TypeIndex([F64], []);
}
