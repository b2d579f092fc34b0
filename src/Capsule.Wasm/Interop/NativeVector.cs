using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasm_byte_vec_t</c> and every other vector of <c>wasm.h</c>: a length and a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVector
{
    public nuint Size;
    public void* Data;
}
