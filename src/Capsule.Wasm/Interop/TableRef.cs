using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_table_t</c> and <c>wasmtime_memory_t</c>, which have the same layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct TableRef
{
    [FieldOffset(0)] public ulong Store;
    [FieldOffset(8)] public uint Private1;
    [FieldOffset(16)] public uint Private2;
}
