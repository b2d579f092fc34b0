using Capsule.Guests.Emscripten.Calls;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>
/// Every function that the host answers for an Emscripten guest. Numbers and layouts are those of Emscripten's C
/// library (system/lib/libc/musl, library_syscall.js); nothing here knows which language runs above it.
/// </summary>
internal static class SystemCalls
{
    internal static IReadOnlyList<SystemCall> All { get; } =
    [
        .. PathCalls.All,
        .. DescriptorCalls.All,
        .. ReadWriteCalls.All,
        .. OwnerCalls.All,
        .. MappingCalls.All,
        .. MemoryCalls.All,
        .. ClockCalls.All,
        .. SleepCalls.All,
        .. ProcessCalls.All,
        .. SocketCalls.All,
        .. LoaderCalls.All,
    ];

    /// <summary>The names, for <see cref="ImportList"/>.</summary>
    internal static IReadOnlySet<string> Names { get; } = All.Select(call => $"{call.Module}.{call.Name}").ToHashSet();

    internal static void Define(HostImports imports)
    {
        foreach (var call in All)
        {
            imports.Define(call.Module, call.Name, call.Signature, call.Function);
        }
    }
}
