using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

// Layouts of libwasmtime 50 (crates/c-api/include/wasmtime/extern.h, val.h). All are plain values that name an item of
// one store; none owns anything, so none needs disposing.

/// <summary><c>wasmtime_func_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FunctionRef
{
    public ulong Store;
    public nint Private;
}
