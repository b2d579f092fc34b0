namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_module_t</c>.</summary>
internal sealed class CompiledModuleHandle : NativeHandle
{
    internal CompiledModuleHandle(nint raw) => SetHandle(raw);

    protected override bool ReleaseHandle()
    {
        Native.wasmtime_module_delete(handle);
        return true;
    }
}
