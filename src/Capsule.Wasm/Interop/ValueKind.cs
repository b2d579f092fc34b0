namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_valkind_t</c>.</summary>
internal enum ValueKind : byte
{
    I32 = 0,
    I64 = 1,
    F32 = 2,
    F64 = 3,
    V128 = 4,
    FunctionReference = 5,
    ExternReference = 6,
}
