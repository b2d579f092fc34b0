using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_instance_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InstanceRef
{
    public ulong Store;
    public nuint Private;
}
