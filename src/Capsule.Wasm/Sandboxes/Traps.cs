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
        Native.wasm_trap_delete(trap);
        return hasCode && code == StackOverflow ? new Stop.StackOverflow() : new Stop.Trapped(hasCode ? Describe(code) : "it raised an error that nothing handles");
    }

    /// <summary>The engine's own message is a backtrace of addresses, in words that mean nothing to who wrote the task.</summary>
    private static string Describe(byte code) => code switch
    {
        1 or 2 => "it used an address outside its memory",
        3 or 4 => "it called a function that is not there",
        5 => "it called a function with arguments of another kind",
        6 or 8 => "a number does not fit its type",
        7 => "it divided an integer by zero",
        9 => "it aborted",
        _ => "it broke a rule of WebAssembly",
    };
}
