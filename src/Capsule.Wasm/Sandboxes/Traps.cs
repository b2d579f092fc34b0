using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Sandboxes;

/// <summary>Traps as values: ours, that carry a stop through guest frames, and the engine's.</summary>
internal static unsafe class Traps
{
    private const byte StackOverflow = 0; // wasmtime/trap.h

    /// <summary>A trap that unwinds the guest; the reason waits in the sandbox.</summary>
    internal static nint Create()
    {
        fixed (byte* message = "stopped by the host"u8)
        {
            return Native.wasmtime_trap_new(message, (nuint)"stopped by the host"u8.Length);
        }
    }

    /// <summary>What a trap means; the trap is freed.</summary>
    internal static Stop Take(nint trap)
    {
        var hasCode = Native.wasmtime_trap_code(trap, out var code);
        Native.wasm_trap_message(trap, out var message);
        Native.wasm_trap_delete(trap);
        var text = NativeText.TakeString(message);
        return hasCode && code == StackOverflow ? new Stop.StackOverflow() : new Stop.Trapped(Reason(text));
    }

    /// <summary>The engine's message starts with a backtrace of addresses; the reason is its last line.</summary>
    private static string Reason(string message) =>
        message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("trap");
}
