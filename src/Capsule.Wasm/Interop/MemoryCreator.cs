using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_memory_creator_t</c>: where the engine asks for linear memories (wasmtime/config.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryCreator
{
    public void* Environment;

    /// <summary>(environment, type, minimum, maximum, reservation, guard, out memory) → error or null.</summary>
    public delegate* unmanaged[Cdecl]<void*, nint, nuint, nuint, nuint, nuint, LinearMemoryCallbacks*, nint> Create;

    public delegate* unmanaged[Cdecl]<void*, void> Finalizer;
}
