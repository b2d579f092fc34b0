using Capsule.Wasm.Memory;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>The heap's size, and the parts of mmap that need the host.</summary>
internal static class MemoryCalls
{
    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Env("emscripten_get_heap_max", ":i", a => unchecked((int)(uint)Limit(a))),
        SystemCall.Env("emscripten_resize_heap", "i:i", Resize),
    ];

    private static ulong Limit(Arguments arguments) =>
        Math.Min(arguments.Process.MemoryLimit, WasmPages.AddressSpace - WasmPages.Size);

    /// <summary>
    /// Grows the memory to what is wanted, and an eighth on top so that a growing program does not ask for every page;
    /// near the limit, just to what is wanted.
    /// </summary>
    private static int Resize(Arguments arguments)
    {
        var (now, wanted, limit) = (arguments.Memory.Length, arguments.Address(0), Limit(arguments));
        if (wanted > limit)
        {
            arguments.Process.MemoryWasRefused = true;
            return 0;
        }

        var generous = Math.Min(Math.Max(wanted, now + (now / 8)), limit);
        return Grow(arguments, now, generous) || Grow(arguments, now, wanted) ? 1 : 0;
    }

    private static bool Grow(Arguments arguments, ulong now, ulong target)
    {
        var pages = (target + WasmPages.Size - 1) / WasmPages.Size;
        var has = now / WasmPages.Size;
        return pages <= has || arguments.Call.Sandbox.TryGrowMemory((uint)(pages - has));
    }
}
