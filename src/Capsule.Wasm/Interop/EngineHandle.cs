namespace Capsule.Wasm.Interop;

/// <summary><c>wasm_engine_t</c>.</summary>
internal sealed class EngineHandle : NativeHandle
{
    internal EngineHandle(nint raw) => SetHandle(raw);

    protected override bool ReleaseHandle()
    {
        Native.wasm_engine_delete(handle);
        return true;
    }
}
