using Capsule.Guests.Emscripten.Calls;
using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Puts calls of the host in place of busy waits (<see cref="SleepCalls"/>).</summary>
internal static class SleepReplacement
{
    private const byte I32 = 0x7f;
    private const byte I64 = 0x7e;
    private const byte F64 = 0x7c;
    private const double NanosecondsPerMillisecond = 1e6;

    internal static Import Import(WasmModule module) => new(
        SleepCalls.ImportModule, SleepCalls.ImportName, ItemKind.Function,
        Wasm.Binary.Import.FunctionDescriptor(Type(module)));

    /// <exception cref="InvalidDataException">The module has no such functions, or they have other types.</exception>
    internal static void Apply(WasmModule module, uint import)
    {
        var sleep = ExportedFunction.Find(module, SleepCalls.ReplacedExport, Type(module));
        module.Bodies[(int)(sleep - module.ImportedFunctions)] = new InstructionWriter().LocalGet(0).Call(import).End().ToBody();

        // There is nobody to wake the only thread: the whole time may pass at once. A wait without an end has a negative
        // time, which ends the guest.
        var wait = ExportedFunction.Find(module, SleepCalls.SemaphoreExport, module.TypeIndex([I32, I64, I32], [I32]));
        FunctionEntry.Prepend(
            module, wait,
            new InstructionWriter().LocalGet(1).F64ConvertI64().F64Const(NanosecondsPerMillisecond).F64Divide().Call(import));
    }

    private static uint Type(WasmModule module) => module.TypeIndex([F64], []);
}
