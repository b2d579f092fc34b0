using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary><c>wasmtime_linear_memory_t</c>: one memory that we made for the engine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinearMemoryCallbacks
{
    public void* Environment;

    /// <summary>(environment, out size, out capacity) → base address.</summary>
    public delegate* unmanaged[Cdecl]<void*, nuint*, nuint*, byte*> Get;

    /// <summary>(environment, new size in bytes) → error or null.</summary>
    public delegate* unmanaged[Cdecl]<void*, nuint, nint> Grow;

    public delegate* unmanaged[Cdecl]<void*, void> Finalizer;
}
