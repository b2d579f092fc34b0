using System.Runtime.InteropServices;

namespace Capsule.Wasm.Interop;

// Engine configuration (wasmtime/config.h). A C bool is one byte.
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint wasm_config_new();

    [LibraryImport(Library)]
    internal static partial void wasm_config_delete(nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint wasmtime_config_target_set(ConfigHandle config, string triple);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void wasmtime_config_cranelift_flag_enable(ConfigHandle config, string flag);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_cranelift_opt_level_set(ConfigHandle config, byte level);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_max_wasm_stack_set(ConfigHandle config, nuint bytes);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_async_stack_size_set(ConfigHandle config, nuint bytes);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_memory_reservation_set(ConfigHandle config, ulong bytes);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_memory_guard_size_set(ConfigHandle config, ulong bytes);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_memory_may_move_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_memory_init_cow_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_native_unwind_info_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_branch_hinting_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_exceptions_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_gc_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_function_references_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_threads_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_multi_memory_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_memory64_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_wasm_component_model_set(ConfigHandle config, byte enable);

    [LibraryImport(Library)]
    internal static partial void wasmtime_config_host_memory_creator_set(ConfigHandle config, MemoryCreator* creator);
}
