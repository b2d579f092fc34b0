namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_instance_pre_t</c>: a module whose imports are resolved.</summary>
internal sealed class PreparedHandle : NativeHandle
{
    internal PreparedHandle(nint raw) => SetHandle(raw);

    protected override bool ReleaseHandle()
    {
        Native.wasmtime_instance_pre_delete(handle);
        return true;
    }
}
