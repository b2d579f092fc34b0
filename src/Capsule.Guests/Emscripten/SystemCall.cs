using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>One function that the host answers, with the type it must have.</summary>
/// <param name="Module">The import's module.</param>
/// <param name="Name">The import's name.</param>
/// <param name="Signature">The type, as <see cref="HostImports.Define"/> takes it.</param>
/// <param name="Function">What it does.</param>
internal sealed record SystemCall(string Module, string Name, string Signature, HostFunction Function)
{
    /// <summary>A call of the C library: Emscripten's kernel interface, which answers minus an error number.</summary>
    internal static SystemCall Kernel(string name, string parameters, Func<Arguments, int> function) =>
        Env($"__syscall_{name}", $"{parameters}:i", function);

    /// <summary>A call of Emscripten's runtime that answers an i32.</summary>
    internal static SystemCall Env(string name, string signature, Func<Arguments, int> function) =>
        new("env", name, signature, call => call.Return(function(new Arguments(call))));

    /// <summary>A call of WASI, which answers an error number.</summary>
    internal static SystemCall Wasi(string name, string parameters, Func<Arguments, FileSystem.Errno> function) =>
        new("wasi_snapshot_preview1", name, $"{parameters}:i", call => call.Return((int)function(new Arguments(call))));
}
