using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

// Stores and what lives in them (wasmtime/store.h, func.h, global.h, table.h).
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint wasmtime_store_new(EngineHandle engine, nint data, nint finalizer);

    [LibraryImport(Library)]
    internal static partial void wasmtime_store_delete(nint store);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint wasmtime_store_context(nint store);

    [LibraryImport(Library)]
    internal static partial void wasmtime_store_limiter(
        nint store, long memoryBytes, long tableElements, long instances, long tables, long memories);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint wasmtime_context_get_data(nint context);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint wasmtime_caller_context(nint caller);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_func_call_unchecked(
        nint context, in FunctionRef function, void* values, nuint count, out nint trap);

    [LibraryImport(Library)]
    internal static partial void wasmtime_global_get(nint context, in GlobalRef global, out TypedValue value);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_global_set(nint context, in GlobalRef global, in TypedValue value);

    [LibraryImport(Library)]
    internal static partial ulong wasmtime_table_size(nint context, in TableRef table);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_table_grow(
        nint context, in TableRef table, ulong delta, in TypedValue value, out ulong previous);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool wasmtime_table_get(
        nint context, in TableRef table, ulong index, out TypedValue value);

    [LibraryImport(Library)]
    internal static partial void wasmtime_val_unroot(in TypedValue value);

    [LibraryImport(Library)]
    internal static partial nint wasmtime_memory_grow(
        nint context, in TableRef memory, ulong pages, out ulong previous);
}
