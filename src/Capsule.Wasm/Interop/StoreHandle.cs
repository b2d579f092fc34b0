namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_store_t</c>: deleting it frees every instance in it.</summary>
internal sealed class StoreHandle : NativeHandle
{
    internal StoreHandle(EngineHandle engine, nint data) => SetHandle(Native.wasmtime_store_new(engine, data, 0));

    protected override bool ReleaseHandle()
    {
        Native.wasmtime_store_delete(handle);
        return true;
    }
}
