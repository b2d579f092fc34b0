using Capsule.Wasm.Interop;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Engine;

/// <summary>A module as machine code, shared by every sandbox that runs it.</summary>
internal sealed class CompiledModule : IDisposable
{
    private readonly SafeFileHandle? file;

    /// <summary>Takes a module, and the file that it is mapped from, to keep it open.</summary>
    internal CompiledModule(CompiledModuleHandle handle, SafeFileHandle? file = null) => (Handle, this.file) = (handle, file);

    internal CompiledModuleHandle Handle { get; }

    /// <summary>The machine code and what belongs to it, for <see cref="WasmEngine.Load"/>.</summary>
    public byte[] Serialize()
    {
        NativeText.ThrowIfError(Native.wasmtime_module_serialize(Handle, out var bytes));
        return NativeText.TakeBytes(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        file?.Dispose();
    }
}
