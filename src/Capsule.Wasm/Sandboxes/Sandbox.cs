using System.Runtime.InteropServices;
using System.Text;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;

namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// One isolated instance of a guest, with a memory of its own. It starts from a snapshot in some microseconds, is used
/// by one thread at a time, and after a <see cref="Stop"/> it can only be disposed.
/// </summary>
internal sealed unsafe partial class Sandbox : IDisposable
{
    /// <summary>Slots of tables, of 8 bytes each in the host: several times what the largest sets of packages take.</summary>
    public const int MaxTableElements = 400_000;

    /// <summary>The main module, and the side modules that it may load.</summary>
    private const int InstanceLimit = 1 + MaxModules;

    /// <summary>How many side modules a guest may load.</summary>
    public const int MaxModules = 1_000;

    private readonly GuestModule module;
    private readonly MemorySlot slot;
    private readonly StoreHandle store;
    private readonly InstanceExports exports;
    private GCHandle self;
    private readonly Action<Sandbox>? warn;
    private Stop? stop;
    private bool wasWarned;
    private bool isInHost;
    private bool disposed;

    private Sandbox(GuestModule module, MemorySlot slot, SandboxOptions options)
    {
        this.module = module;
        this.slot = slot;
        Meter = options.Meter;
        State = options.State;
        warn = options.Warn;
        slot.Limit = options.MemoryBytes;
        self = GCHandle.Alloc(this);
        store = new StoreHandle(module.Engine.Handle, GCHandle.ToIntPtr(self));
        try
        {
            exports = Instantiate();
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Counts and limits what the guest computes.</summary>
    public Meter Meter { get; }

    /// <summary>What the host keeps for this sandbox.</summary>
    public object State { get; }

    /// <summary>The guest's linear memory.</summary>
    public GuestMemory Memory => new(slot);

    /// <summary>The ticks that the guest has used.</summary>
    public long TicksUsed => Meter.Used(exports.Budget);

    /// <summary>How many host pages differ from the snapshot that the sandbox was made from.</summary>
    public int ChangedPages => slot.FindChanged().Count;

    /// <summary>A new sandbox that goes on where a snapshot was taken.</summary>
    /// <exception cref="WasmException">The engine refused to instantiate the module.</exception>
    /// <exception cref="InsufficientMemoryException">The system has no memory or address space left.</exception>
    public static Sandbox Restore(GuestModule module, Snapshot snapshot, SandboxOptions options)
    {
        var sandbox = new Sandbox(module, module.Engine.Memories.Take(snapshot), options);
        try
        {
            InstanceState.Set(sandbox.exports, module, snapshot);
            sandbox.RestoreModules(snapshot.Modules);
            return sandbox;
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }
    }

    /// <summary>A new sandbox with an empty memory, to boot a guest in.</summary>
    public static Sandbox CreateEmpty(GuestModule module, SandboxOptions options) =>
        new(module, module.Engine.Memories.TakeEmpty(module.Layout.MemoryBytes), options);

    /// <summary>Calls an exported function that takes i32 values and gives one or nothing.</summary>
    /// <exception cref="InvalidOperationException">The sandbox stopped before.</exception>
    public CallResult Call(GuestFunction function, params ReadOnlySpan<int> arguments)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (stop is not null)
        {
            throw new InvalidOperationException($"The sandbox has stopped: {stop}.");
        }

        return Call(ref exports.Function(function), arguments);
    }

    private CallResult Call(ref FunctionRef function, ReadOnlySpan<int> arguments)
    {
        var count = Math.Max(arguments.Length, 1);
        var values = stackalloc RawValue[count];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i].I64 = (uint)arguments[i];
        }

        var error = Native.wasmtime_func_call_unchecked(
            exports.Context, function, values, (nuint)count, out var trap);
        return error == 0 && trap == 0 ? new CallResult(values[0].I32, null) : new CallResult(0, Ended(error, trap));
    }

    /// <summary>Grows the linear memory; false when that would pass the limit.</summary>
    public bool TryGrowMemory(uint pages)
    {
        var error = Native.wasmtime_memory_grow(exports.Context, exports.Memory(), pages, out _);
        if (error != 0)
        {
            Native.wasmtime_error_delete(error);
        }

        return error == 0;
    }

    /// <summary>Reads an exported i32 global.</summary>
    public int ReadGlobal(string name) => exports.ReadGlobal(Encoding.UTF8.GetBytes(name));

    /// <summary>Writes an exported i32 global, to prepare a guest that is booted.</summary>
    public void WriteGlobal(string name, int value) => exports.WriteGlobal(Encoding.UTF8.GetBytes(name), value);

    /// <summary>Changes how long the linear memory may become, in bytes; what it has it keeps.</summary>
    public void LimitMemory(ulong bytes) => slot.Limit = bytes;

    /// <summary>Ends the guest when it comes back from the call it is in to the host.</summary>
    public void RequestStop(Stop reason) => stop ??= reason;

    /// <summary>Begins another call, with limits of its own.</summary>
    public void Restart(MeterLimits limits)
    {
        Meter.Restart(limits, exports.Budget);
        slot.GrowthWasRefused = false;
        wasWarned = false;
    }

    /// <summary>The bytes of memory in use: what the snapshot held, and what was touched since.</summary>
    public long MeasureMemory() => (long)((slot.Origin?.PopulatedPages ?? 0) + slot.CountAdded()) * WasmPages.HostPage;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            Meter.Settle(exports.Budget);
            Release();
        }
    }

    private InstanceExports Instantiate()
    {
        var context = Native.wasmtime_store_context(store.DangerousGetHandle());
        Native.wasmtime_store_limiter(
            store.DangerousGetHandle(), (long)WasmPages.AddressSpace, MaxTableElements, InstanceLimit, 16, 2);
        HostMemories.Announce(slot, module.Layout.MemoryBytes);
        try
        {
            NativeText.ThrowIfError(Native.wasmtime_instance_pre_instantiate(
                module.Prepared, context, out var instance, out var trap));
            return trap == 0
                ? new InstanceExports(module, context, instance)
                : throw new WasmException(Traps.Take(trap).ToString());
        }
        finally
        {
            if (HostMemories.Withdraw())
            {
                slot.ReturnToPool();
            }
        }
    }

    private Stop Ended(nint error, nint trap)
    {
        if (error != 0)
        {
            return stop ??= new Stop.HostFailure(new WasmException(NativeText.TakeError(error)));
        }

        var trapped = Traps.Take(trap);
        return stop ??= trapped;
    }

    /// <summary>Deletes the store, whose end gives the memory back to the pool.</summary>
    private void Release()
    {
        disposed = true;
        store.Dispose();
        self.Free();
    }
}
