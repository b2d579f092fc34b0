using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// Lets <c>msync</c> take any part of a mapping, as Linux does: Emscripten's C library finds a mapping by the address it
/// begins at, and refuses all others. C: <c>int __syscall_msync(intptr_t address, size_t length, int flags)</c>.
/// </summary>
internal static class MappingSynchronization
{
    internal const string ImportModule = "capsule";
    internal const string ImportName = "synchronize";
    private const string Replaced = "__syscall_msync";
    private const byte I32 = 0x7f;

    internal static Import Import(WasmModule module) => new(
        ImportModule, ImportName, ItemKind.Function,
        Wasm.Binary.Import.FunctionDescriptor(Type(module)));

    /// <exception cref="InvalidDataException">The module has no such function, or it has another type.</exception>
    internal static void Apply(WasmModule module, uint import) => FunctionEntry.Prepend(
        module, ExportedFunction.Find(module, Replaced, Type(module)),
        new InstructionWriter()
            .LocalGet(0).LocalGet(1).I32Const(0).Call(import)
            .If()
            .LocalGet(0).LocalGet(1).I32Const(1).Call(import).Return()
            .End());

    private static uint Type(WasmModule module) => module.TypeIndex([I32, I32, I32], [I32]);
}
