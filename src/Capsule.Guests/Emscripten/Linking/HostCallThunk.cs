using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// A function that guest code can hold a pointer to and that calls the host: it has the type of CPython's
/// <c>PyCFunctionFast</c> (self, arguments, count), so that a method object can be made of it.
/// </summary>
internal static class HostCallThunk
{
    internal const string ImportModule = "capsule";
    internal const string ImportName = "call";
    private const byte I32 = 0x7f;

    /// <summary>The import that the thunk calls; its type is the thunk's.</summary>
    internal static Import Import(WasmModule module) =>
        new(ImportModule, ImportName, ItemKind.Function, Capsule.Wasm.Binary.Import.FunctionDescriptor(Type(module)));

    /// <summary>Adds the function.</summary>
    /// <returns>Its index.</returns>
    internal static uint Add(WasmModule module, uint import) => module.AddFunction(
        Type(module), new InstructionWriter().LocalGet(0).LocalGet(1).LocalGet(2).Call(import).End().ToBody());

    private static uint Type(WasmModule module) => module.TypeIndex([I32, I32, I32], [I32]);
}
