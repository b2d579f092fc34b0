using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_global_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GlobalRef
{
    public ulong Store;
    public uint Private1;
    public uint Private2;
    public uint Private3;
}
