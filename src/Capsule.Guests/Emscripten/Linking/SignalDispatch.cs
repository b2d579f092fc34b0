using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// How the C library calls a signal handler: through a function pointer, which Emscripten leaves to JavaScript and the
/// module can do itself. C: <c>void __call_sighandler(void (*handler)(int), int signal)</c>.
/// </summary>
internal static class SignalDispatch
{
    private const byte I32 = 0x7f;

    internal static bool Is(Import import) => import is { Module: "env", Name: "__call_sighandler" };

    internal static byte[] Body(WasmModule module) =>
        new InstructionWriter().LocalGet(1).LocalGet(0).CallIndirect(module.TypeIndex([I32], [])).End().ToBody();
}
