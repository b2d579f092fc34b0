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
public sealed unsafe class Sandbox : IDisposable
{
    /// <summary>Enough for the tables of the guests we have; a guest's tables grow with the libraries it loads.</summary>
    private const int TableElementLimit = 100_000;

    private readonly GuestModule module;
    private readonly MemorySlot slot;
    private readonly StoreHandle store;
    private readonly nint context;
    private readonly InstanceRef instance;
    private readonly GlobalRef budget;
    private readonly FunctionRef[] functions;
    private GCHandle self;
    private Stop? stop;
    private bool disposed;

    private Sandbox(GuestModule module, MemorySlot slot, SandboxOptions options)
    {
        this.module = module;
        this.slot = slot;
        Meter = options.Meter;
        State = options.State;
        slot.Limit = options.MemoryBytes;
        functions = new FunctionRef[module.FunctionCount];
        self = GCHandle.Alloc(this);
        store = new StoreHandle(module.Engine.Handle, GCHandle.ToIntPtr(self));
        context = Native.wasmtime_store_context(store.DangerousGetHandle());
        Native.wasmtime_store_limiter(
            store.DangerousGetHandle(), (long)WasmPages.AddressSpace, TableElementLimit, 1, 16, 2);
        instance = Instantiate();
        budget = Find(GuestModule.BudgetName, ExternKind.Global).Global;
    }

    /// <summary>Counts and limits what the guest computes.</summary>
    public Meter Meter { get; }

    /// <summary>What the host keeps for this sandbox.</summary>
    public object State { get; }

    /// <summary>The guest's linear memory.</summary>
    public GuestMemory Memory => new(slot);

    /// <summary>The ticks that the guest has used.</summary>
    public long TicksUsed => Meter.Used(Get(budget));

    /// <summary>A new sandbox that goes on where a snapshot was taken.</summary>
    /// <exception cref="WasmException">The engine refused to instantiate the module.</exception>
    /// <exception cref="InsufficientMemoryException">The system has no memory or address space left.</exception>
    public static Sandbox Restore(GuestModule module, Snapshot snapshot, SandboxOptions options)
    {
        var slot = module.Engine.Memories.Take(snapshot);
        return Create(module, slot, options, sandbox => sandbox.SetState(snapshot));
    }

    /// <summary>A new sandbox with an empty memory, to boot a guest in.</summary>
    public static Sandbox CreateEmpty(GuestModule module, SandboxOptions options)
    {
        var slot = module.Engine.Memories.TakeEmpty(module.Layout.MemoryBytes);
        return Create(module, slot, options, _ => { });
    }

    /// <summary>Calls an exported function that takes i32 values and gives one or nothing.</summary>
    /// <exception cref="InvalidOperationException">The sandbox stopped before.</exception>
    public CallResult Call(GuestFunction function, params ReadOnlySpan<int> arguments)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (stop is not null)
        {
            throw new InvalidOperationException($"The sandbox has stopped: {stop}.");
        }

        var count = Math.Max(arguments.Length, 1);
        var values = stackalloc RawValue[count];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i].I64 = (uint)arguments[i];
        }

        var error = Native.wasmtime_func_call_unchecked(
            context, Resolve(function), values, (nuint)count, out var trap);
        return error == 0 && trap == 0 ? new CallResult(values[0].I32, null) : new CallResult(0, Ended(error, trap));
    }

    /// <summary>Grows the linear memory; false when that would pass the limit.</summary>
    public bool TryGrowMemory(uint pages)
    {
        var memory = Find("memory"u8, ExternKind.Memory).Table;
        var error = Native.wasmtime_memory_grow(context, memory, pages, out _);
        if (error != 0)
        {
            Native.wasmtime_error_delete(error);
        }

        return error == 0;
    }

    /// <summary>Reads an exported i32 global.</summary>
    public int ReadGlobal(string name) => Get(Find(Encoding.UTF8.GetBytes(name), ExternKind.Global).Global);

    /// <summary>Ends the guest when it comes back from the call it is in to the host.</summary>
    public void RequestStop(Stop reason) => stop ??= reason;

    /// <summary>The bytes of memory in use: what the snapshot held, and what was touched since.</summary>
    public long MeasureMemory() => (long)((slot.Origin?.PopulatedPages ?? 0) + slot.CountAdded()) * WasmPages.HostPage;

    /// <summary>How many host pages differ from the snapshot that the sandbox was made from.</summary>
    public int ChangedPages => slot.FindChanged().Count;

    /// <summary>Takes a snapshot of a sandbox that was restored from one. The guest must not be running.</summary>
    public Snapshot Capture()
    {
        var origin = slot.Origin ?? throw new InvalidOperationException("The sandbox was not made from a snapshot.");
        return new Snapshot
        {
            Image = origin.Image,
            Delta = DeltaBuilder.Build(slot, origin),
            PopulatedPages = (int)(MeasureMemory() / WasmPages.HostPage),
            MemoryBytes = slot.Length,
            Globals = GetGlobals(),
            Tables = GetTables(),
        };
    }

    /// <summary>Takes a snapshot as an image of its own, from which other snapshots can differ.</summary>
    public Snapshot CaptureImage()
    {
        var image = MemoryImage.FromBytes(slot.Bytes);
        return new Snapshot
        {
            Image = image,
            PopulatedPages = image.CountPopulated(),
            MemoryBytes = slot.Length,
            Globals = GetGlobals(),
            Tables = GetTables(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        store.Dispose();
        self.Free();
    }

    /// <summary>A guest calls the host: returns null, or the trap that ends it.</summary>
    internal nint Enter(int index, RawValue* values)
    {
#pragma warning disable CA1031 // An exception must not cross native frames: each one becomes a stop.
        try
        {
            module.Imports[index](new HostCall(this, values));
        }
        catch (BadAddressException e)
        {
            stop ??= new Stop.BadAddress(e.Address, e.Length);
        }
        catch (Exception e)
        {
            stop ??= new Stop.HostFailure(e);
        }
#pragma warning restore CA1031

        return stop is null ? 0 : Traps.Create();
    }

    /// <summary>Answers the meter's question, which comes from the instrumented code.</summary>
    internal void Refill(HostCall call)
    {
        if (Meter.Check() is { } reason)
        {
            RequestStop(reason);
        }
        else
        {
            call.Return(Meter.Grant());
        }
    }

    private static Sandbox Create(GuestModule module, MemorySlot slot, SandboxOptions options, Action<Sandbox> prepare)
    {
        Sandbox? sandbox = null;
        try
        {
            sandbox = new Sandbox(module, slot, options);
            prepare(sandbox);
            return sandbox;
        }
        catch
        {
            sandbox?.Dispose();
            throw;
        }
    }

    private InstanceRef Instantiate()
    {
        HostMemories.Announce(slot, module.Layout.MemoryBytes);
        try
        {
            var error = Native.wasmtime_instance_pre_instantiate(
                module.Prepared, context, out var created, out var trap);
            NativeText.ThrowIfError(error);
            return trap == 0 ? created : throw new WasmException(Traps.Take(trap).ToString());
        }
        finally
        {
            if (HostMemories.Withdraw())
            {
                slot.ReturnToPool();
            }
        }
    }

    private void SetState(Snapshot snapshot)
    {
        for (var i = 0; i < module.StateGlobals.Count; i++)
        {
            Set(Find(module.StateGlobals[i], ExternKind.Global).Global, snapshot.Globals[i]);
        }

        for (var i = 0; i < module.StateTables.Count; i++)
        {
            Tables.Grow(context, Find(module.StateTables[i], ExternKind.Table).Table, snapshot.Tables[i]);
        }
    }

    private int[] GetGlobals() =>
        [.. module.StateGlobals.Select(name => Get(Find(name, ExternKind.Global).Global))];

    private uint[] GetTables() =>
        [.. module.StateTables.Select(name => Tables.LengthOfEmpty(context, Find(name, ExternKind.Table).Table))];

    private Stop Ended(nint error, nint trap)
    {
        if (error != 0)
        {
            return stop ??= new Stop.HostFailure(new WasmException(NativeText.TakeError(error)));
        }

        var trapped = Traps.Take(trap);
        return stop ??= trapped;
    }

    private FunctionRef Resolve(GuestFunction function)
    {
        ref var resolved = ref functions[function.Index];
        if (resolved.Store == 0)
        {
            resolved = Find(module.NameOf(function), ExternKind.Function).Function;
        }

        return resolved;
    }

    private ExternRef Find(ReadOnlySpan<byte> name, ExternKind kind)
    {
        fixed (byte* pointer = name)
        {
            return Native.wasmtime_instance_export_get(context, instance, pointer, (nuint)name.Length, out var item)
                && item.Kind == kind
                ? item
                : throw new WasmException($"The module exports no {kind} '{Encoding.UTF8.GetString(name)}'.");
        }
    }

    private int Get(GlobalRef global)
    {
        Native.wasmtime_global_get(context, global, out var value);
        return value.I32;
    }

    private void Set(GlobalRef global, int value) => NativeText.ThrowIfError(
        Native.wasmtime_global_set(context, global, new TypedValue { Kind = ValueKind.I32, I32 = value }));
}
