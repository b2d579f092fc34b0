namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_linker_t</c>.</summary>
internal sealed class LinkerHandle : NativeHandle
{
    internal LinkerHandle(EngineHandle engine) => SetHandle(Native.wasmtime_linker_new(engine));

    protected override bool ReleaseHandle()
    {
        Native.wasmtime_linker_delete(handle);
        return true;
    }
}
