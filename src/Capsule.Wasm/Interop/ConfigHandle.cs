namespace Capsule.Wasm.Interop;

/// <summary><c>wasm_config_t</c>; creating an engine consumes it.</summary>
internal sealed class ConfigHandle : NativeHandle
{
    internal ConfigHandle() => SetHandle(Native.wasm_config_new());

    /// <summary>Gives the configuration away: the caller must pass it to a function that consumes it.</summary>
    internal nint Release()
    {
        var raw = handle;
        SetHandleAsInvalid();
        return raw;
    }

    protected override bool ReleaseHandle()
    {
        Native.wasm_config_delete(handle);
        return true;
    }
}
