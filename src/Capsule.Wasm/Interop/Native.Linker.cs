using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

// Imports and instantiation (wasmtime/linker.h, instance.h).
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint wasmtime_linker_new(EngineHandle engine);

    [LibraryImport(Library)]
    internal static partial void wasmtime_linker_delete(nint linker);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_linker_define_func_unchecked(
        LinkerHandle linker, byte* module, nuint moduleLength, byte* name, nuint nameLength, nint type,
        delegate* unmanaged[Cdecl]<nint, nint, void*, nuint, nint> callback, nint environment, nint finalizer);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_linker_instantiate_pre(
        LinkerHandle linker, CompiledModuleHandle module, out nint prepared);

    [LibraryImport(Library)]
    internal static partial void wasmtime_instance_pre_delete(nint prepared);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_instance_pre_instantiate(
        PreparedHandle prepared, nint context, out InstanceRef instance, out nint trap);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_instance_new(
        nint context, CompiledModuleHandle module, ExternRef* imports, nuint count, out InstanceRef instance, out nint trap);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool wasmtime_instance_export_get(
        nint context, in InstanceRef instance, byte* name, nuint length, out ExternRef item);

    [LibraryImport(Library)]
    internal static partial nint wasm_functype_new(NativeVector* parameters, NativeVector* results);

    [LibraryImport(Library)]
    internal static partial void wasm_functype_delete(nint type);

    [LibraryImport(Library)]
    internal static partial nint wasm_valtype_new(byte kind);

    [LibraryImport(Library)]
    internal static partial void wasm_valtype_vec_new(NativeVector* vector, nuint size, nint* types);
}
