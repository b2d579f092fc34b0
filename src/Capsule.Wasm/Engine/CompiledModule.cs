using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Engine;

/// <summary>A module as machine code, shared by every sandbox that runs it.</summary>
internal sealed class CompiledModule : IDisposable
{
    internal CompiledModule(CompiledModuleHandle handle) => Handle = handle;

    internal CompiledModuleHandle Handle { get; }

    /// <summary>The machine code and what belongs to it, for <see cref="WasmEngine.LoadFile"/>.</summary>
    public byte[] Serialize()
    {
        NativeText.ThrowIfError(Native.wasmtime_module_serialize(Handle, out var bytes));
        return NativeText.TakeBytes(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
