using Capsule.Wasm.Interop;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Engine;

/// <summary>
/// One configured instance of Wasmtime. Whoever compiles, loads or runs a module of Capsule does it with the
/// configuration in this file, because compiled code is only valid for the settings it was compiled with.
/// </summary>
internal sealed class WasmEngine : IDisposable
{
    private const byte OptimizeNothing = 0;
    private const byte OptimizeSpeed = 1;

    /// <summary>Creates an engine.</summary>
    public WasmEngine(EngineOptions? options = null)
    {
        Options = options ?? new EngineOptions();
        Memories = new MemorySlotPool(Options);
        Handle = new EngineHandle(Native.wasm_engine_new_with_config(Configure(Options, Memories).Release()));
    }

    /// <summary>The options that the engine was created with.</summary>
    public EngineOptions Options { get; }

    internal EngineHandle Handle { get; }

    internal MemorySlotPool Memories { get; }

    /// <summary>Compiles a module to machine code; tens of seconds of CPU for a language guest.</summary>
    /// <exception cref="WasmException">The module is invalid.</exception>
    public unsafe CompiledModule Compile(ReadOnlySpan<byte> wasm)
    {
        fixed (byte* bytes = wasm)
        {
            NativeText.ThrowIfError(Native.wasmtime_module_new(Handle, bytes, (nuint)wasm.Length, out var module));
            return new CompiledModule(new CompiledModuleHandle(module));
        }
    }

    /// <summary>
    /// Loads what <see cref="CompiledModule.Serialize"/> gave, from a file, which is mapped and owned from here on. Threat: loading
    /// is running native code. The caller vouches for the file's bytes, and that nobody can change them as long as it is open.
    /// </summary>
    /// <exception cref="WasmException">The file is of another engine version, configuration or processor.</exception>
    public CompiledModule Load(SafeFileHandle file)
    {
        try
        {
            var path = $"/proc/self/fd/{file.DangerousGetHandle()}";
            NativeText.ThrowIfError(Native.wasmtime_module_deserialize_file(Handle, path, out var module));
            return new CompiledModule(new CompiledModuleHandle(module), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Checks a module without compiling it.</summary>
    /// <exception cref="WasmException">The module is invalid; the message says where.</exception>
    public unsafe void Validate(ReadOnlySpan<byte> wasm)
    {
        fixed (byte* bytes = wasm)
        {
            NativeText.ThrowIfError(Native.wasmtime_module_validate(Handle, bytes, (nuint)wasm.Length));
        }
    }

    /// <summary>Lets go of everything that was kept of an image, so that it can be disposed.</summary>
    public void Forget(MemoryImage image) => Memories.Forget(image);

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        Memories.Dispose();
    }

    private static unsafe ConfigHandle Configure(EngineOptions options, MemorySlotPool memories)
    {
        var config = new ConfigHandle();
        options.Target.ApplyTo(config);
        Native.wasmtime_config_cranelift_opt_level_set(config, options.Optimize ? OptimizeSpeed : OptimizeNothing);

        // The asynchronous stack is unused, but the engine refuses a wasm stack that is larger.
        Native.wasmtime_config_async_stack_size_set(config, (nuint)options.GuestStackBytes + (1 << 20));
        Native.wasmtime_config_max_wasm_stack_set(config, (nuint)options.GuestStackBytes);

        // Reserving all that 32 bits can name, and a guard, lets compiled code do without bounds checks.
        Native.wasmtime_config_memory_reservation_set(config, WasmPages.AddressSpace);
        Native.wasmtime_config_memory_guard_size_set(config, MemorySlot.Guard);
        Native.wasmtime_config_memory_may_move_set(config, 0);
        Native.wasmtime_config_memory_init_cow_set(config, 0); // the engine cannot, with memories that it did not make
        var creator = HostMemories.CreatorFor(memories);
        Native.wasmtime_config_host_memory_creator_set(config, &creator);

        // Guests: exceptions as exnref, ref.test for indirect calls of other arity, hints for the meter's checks.
        Native.wasmtime_config_wasm_exceptions_set(config, 1);
        Native.wasmtime_config_wasm_gc_set(config, 1);
        Native.wasmtime_config_wasm_function_references_set(config, 1);
        Native.wasmtime_config_wasm_branch_hinting_set(config, 1);

        // Nothing that no guest needs: less of the engine can be reached.
        Native.wasmtime_config_wasm_threads_set(config, 0);
        Native.wasmtime_config_wasm_multi_memory_set(config, 0);
        Native.wasmtime_config_wasm_memory64_set(config, 0);
        Native.wasmtime_config_wasm_component_model_set(config, 0);
        Native.wasmtime_config_native_unwind_info_set(config, 0);
        return config;
    }
}
