using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

/// <summary>
/// The functions of libwasmtime's C API that Capsule uses, by area in the files beside this one. Rules of that API:
/// a returned error or trap is owned by the caller; a handle passed by pointer is borrowed unless the name says
/// otherwise. Nothing outside this folder calls these except through a type that keeps those rules.
/// </summary>
/// <remarks>
/// <c>SuppressGCTransition</c> is put only on calls that read or write a field and return: such a call cannot block,
/// trap or call back.
/// </remarks>
internal static unsafe partial class Native
{
    private const string Library = "wasmtime";

    [LibraryImport(Library)]
    internal static partial nint wasm_engine_new_with_config(nint config);

    [LibraryImport(Library)]
    internal static partial void wasm_engine_delete(nint engine);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_module_new(EngineHandle engine, byte* wasm, nuint length, out nint module);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_module_validate(EngineHandle engine, byte* wasm, nuint length);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_module_serialize(CompiledModuleHandle module, out NativeVector bytes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint wasmtime_module_deserialize_file(EngineHandle engine, string path, out nint module);

    [LibraryImport(Library)]
    internal static partial void wasmtime_module_delete(nint module);

    [LibraryImport(Library)]
    internal static partial void wasm_byte_vec_delete(NativeVector* vector);

    [LibraryImport(Library)]
    internal static partial void wasmtime_error_message(nint error, out NativeVector message);

    [LibraryImport(Library)]
    internal static partial void wasmtime_error_delete(nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint wasmtime_error_new(string message);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_trap_new(byte* message, nuint length);

    [LibraryImport(Library)]
    internal static partial void wasm_trap_message(nint trap, out NativeVector message);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool wasmtime_trap_code(nint trap, out byte code);

    [LibraryImport(Library)]
    internal static partial void wasm_trap_delete(nint trap);
}
