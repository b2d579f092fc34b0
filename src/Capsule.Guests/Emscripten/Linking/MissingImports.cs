using Capsule.Wasm.Binary;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// What becomes of imports that the host does not answer: a function that tells the host which one was called, and
/// traps. The module then cannot even name what it may not have.
/// </summary>
internal static class MissingImports
{
    private const string ImportModule = "capsule";
    private const string ImportName = "missing";
    private const byte I32 = 0x7f;

    internal static Import Import(WasmModule module) => new(
        ImportModule, ImportName, ItemKind.Function,
        Wasm.Binary.Import.FunctionDescriptor(module.TypeIndex([I32], [])));

    internal static byte[] Body(int position, uint import) =>
        new InstructionWriter().I32Const(position).Call(import).Unreachable().End().ToBody();

    /// <summary>Ends a guest that calls one of them, with its name.</summary>
    internal static void Define(HostImports imports, IReadOnlyList<string> names) =>
        imports.Define(ImportModule, ImportName, "i:", call => call.Stop(new Stop.Trapped(
            $"the guest called '{names.ElementAtOrDefault(call.I32(0))}', which needs JavaScript")));
}
