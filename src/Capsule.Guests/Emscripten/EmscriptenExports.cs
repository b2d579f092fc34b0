using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>The functions of a guest's C library that the host calls.</summary>
internal sealed class EmscriptenExports(GuestModule module)
{
    internal GuestFunction Allocate { get; } = module.Function("malloc");

    internal GuestFunction Free { get; } = module.Function("free");

    internal GuestFunction AlignedAllocate { get; } = module.Function("emscripten_builtin_memalign");

    internal GuestFunction InitializeStack { get; } = module.Function("emscripten_stack_init");

    /// <summary>Where the stack in the linear memory begins; it grows down.</summary>
    internal GuestFunction StackBase { get; } = module.Function("emscripten_stack_get_base");

    internal GuestFunction StackEnd { get; } = module.Function("emscripten_stack_get_end");

    /// <summary>Keeps the message of a library that cannot be loaded: <c>(format, arguments)</c>.</summary>
    internal GuestFunction SetLoaderError { get; } = module.Function("__dl_seterr");

    internal GuestFunction RunConstructors { get; } = module.Function("__wasm_call_ctors");
}
