using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_extern_t</c>: what an instance exports.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct ExternRef
{
    [FieldOffset(0)] public ExternKind Kind;
    [FieldOffset(8)] public FunctionRef Function;
    [FieldOffset(8)] public GlobalRef Global;
    [FieldOffset(8)] public TableRef Table;
}
