using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_val_t</c>; the largest member is a reference of 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct TypedValue
{
    [FieldOffset(0)] public ValueKind Kind;
    [FieldOffset(8)] public int I32;
    [FieldOffset(8)] public long I64;
    [FieldOffset(8)] public ulong ReferenceStore;
}
