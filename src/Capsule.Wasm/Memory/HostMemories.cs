using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Memory;

/// <summary>
/// Answers the engine when it wants a linear memory. The memory of a sandbox is the slot that was announced on the same
/// thread just before; any other request is the engine's own heap for exception objects, which gets an empty slot.
/// </summary>
internal static unsafe class HostMemories
{
    [ThreadStatic]
    private static MemorySlot? announced;

    [ThreadStatic]
    private static ulong announcedMinimum;

    /// <summary>Makes a slot the memory of the instance that this thread creates next.</summary>
    /// <param name="slot">The slot, which the engine gives back to its pool when the instance ends.</param>
    /// <param name="minimum">The length that the module declares: how the request is recognised.</param>
    internal static void Announce(MemorySlot slot, ulong minimum) => (announced, announcedMinimum) = (slot, minimum);

    /// <summary>Takes an announcement back; true when no instance took the slot up.</summary>
    internal static bool Withdraw()
    {
        var wasLeft = announced is not null;
        announced = null;
        return wasLeft;
    }

    /// <summary>How an engine reaches its pool. The handle lives as long as the engine.</summary>
    internal static MemoryCreator CreatorFor(MemorySlotPool pool) => new()
    {
        Environment = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(pool)),
        Create = &Create,
        Finalizer = &FreeHandle,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Create(
        void* pool, nint type, nuint minimum, nuint maximum, nuint reservation, nuint guard, LinearMemoryCallbacks* memory)
    {
        if (reservation > WasmPages.AddressSpace || guard > MemorySlot.Guard)
        {
            return Native.wasmtime_error_new($"the engine asked for {reservation} bytes and a guard of {guard}");
        }

        try
        {
            var slot = TakeSlot((MemorySlotPool)Target(pool), minimum);
            memory->Environment = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(slot));
            memory->Get = &Get;
            memory->Grow = &Grow;
            memory->Finalizer = &Release;
            return 0;
        }
        catch (InsufficientMemoryException e)
        {
            return Native.wasmtime_error_new(e.Message);
        }
    }

    private static MemorySlot TakeSlot(MemorySlotPool pool, ulong minimum)
    {
        if (announced is not { } slot || minimum != announcedMinimum)
        {
            return pool.TakeEmpty(minimum);
        }

        announced = null;
        return slot;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Get(void* environment, nuint* size, nuint* capacity)
    {
        var slot = (MemorySlot)Target(environment);
        *size = (nuint)slot.Length;
        *capacity = unchecked((nuint)WasmPages.AddressSpace);
        return slot.Start;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Grow(void* environment, nuint length)
    {
        try
        {
            return ((MemorySlot)Target(environment)).TryGrow(length)
                ? 0
                : Native.wasmtime_error_new("over the memory limit");
        }
        catch (InsufficientMemoryException e)
        {
            return Native.wasmtime_error_new(e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* environment)
    {
        var slot = (MemorySlot)Target(environment);
        GCHandle.FromIntPtr((nint)environment).Free();
        slot.ReturnToPool();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeHandle(void* environment) => GCHandle.FromIntPtr((nint)environment).Free();

    private static object Target(void* environment) => GCHandle.FromIntPtr((nint)environment).Target!;
}
