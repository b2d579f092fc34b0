using System.Runtime.InteropServices;

namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// One argument or result of a call that crosses the border to a guest (<c>wasmtime_val_raw_t</c>): 16 bytes, whose
/// meaning is known only from the function's type.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct RawValue
{
    /// <summary>As a 32-bit integer; also how addresses and table slots travel.</summary>
    [FieldOffset(0)] public int I32;

    /// <summary>As a 64-bit integer.</summary>
    [FieldOffset(0)] public long I64;

    /// <summary>As a 32-bit float.</summary>
    [FieldOffset(0)] public float F32;

    /// <summary>As a 64-bit float.</summary>
    [FieldOffset(0)] public double F64;

    /// <summary>As an <c>externref</c>: 0 is null.</summary>
    [FieldOffset(0)] public uint Reference;
}
