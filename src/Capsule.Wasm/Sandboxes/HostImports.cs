using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;
using Capsule.Wasm.Metering;

namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// The functions that a module may import, defined once and shared by all its sandboxes. What is not defined here
/// cannot be linked: a module that wants more is refused before it runs.
/// </summary>
internal sealed unsafe class HostImports : IDisposable
{
    /// <summary>The function that answers the meter, which is no work for the guest.</summary>
    internal const int Refill = 0;

    private readonly List<HostFunction> functions = [];

    /// <summary>Starts with what <see cref="MeteringPass"/> adds to a module.</summary>
    public HostImports(WasmEngine engine)
    {
        Linker = new LinkerHandle(engine.Handle);
        Define(MeteringPass.ImportModule, MeteringPass.ImportName, ":i", static call => call.Sandbox.Refill(call));
    }

    internal LinkerHandle Linker { get; }

    internal HostFunction this[int index] => functions[index];

    /// <summary>Defines a function.</summary>
    /// <param name="module">The import's module name.</param>
    /// <param name="name">The import's name.</param>
    /// <param name="signature">
    /// Parameters and result as letters around a colon: <c>i</c> i32, <c>l</c> i64, <c>f</c> f32, <c>d</c> f64,
    /// <c>r</c> externref. <c>"il:i"</c> takes an i32 and an i64 and gives an i32.
    /// </param>
    /// <param name="function">What runs.</param>
    /// <exception cref="WasmException">The name is defined already.</exception>
    public void Define(string module, string name, string signature, HostFunction function)
    {
        var (moduleBytes, nameBytes) = (Encoding.UTF8.GetBytes(module), Encoding.UTF8.GetBytes(name));
        var type = Signature.Create(signature);
        fixed (byte* modulePointer = moduleBytes, namePointer = nameBytes)
        {
            var error = Native.wasmtime_linker_define_func_unchecked(
                Linker, modulePointer, (nuint)moduleBytes.Length, namePointer, (nuint)nameBytes.Length, type,
                &Enter, functions.Count, 0);
            Native.wasm_functype_delete(type);
            NativeText.ThrowIfError(error);
        }

        functions.Add(function);
    }

    /// <inheritdoc/>
    public void Dispose() => Linker.Dispose();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Enter(nint index, nint caller, void* values, nuint count)
    {
        var context = Native.wasmtime_caller_context(caller);
        var sandbox = (Sandbox)GCHandle.FromIntPtr(Native.wasmtime_context_get_data(context)).Target!;
        return sandbox.Enter((int)index, (RawValue*)values);
    }
}
