using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Processes;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>One isolated Python interpreter.</summary>
internal sealed class PythonSandbox : IGuestSandbox
{
    /// <summary>Threat: an answer is copied to the host. Guests that are honest keep to 64 MiB of JSON themselves.</summary>
    private const int AnswerLimit = (64 << 20) + 1024;

    private readonly PythonLink link;
    private readonly PythonAddresses addresses;
    private readonly EmscriptenProcess process;
    private readonly Sandbox sandbox;
    private SandboxState? last;

    private PythonSandbox(PythonLink link, PythonAddresses addresses, EmscriptenProcess process, Sandbox sandbox)
    {
        this.link = link;
        this.addresses = addresses;
        this.process = process;
        this.sandbox = sandbox;
    }

    /// <inheritdoc/>
    public long TicksUsed => sandbox.TicksUsed;

    /// <inheritdoc/>
    public bool OutputWasRefused => process.OutputQuota.WasExceeded;

    /// <inheritdoc/>
    public bool MemoryWasRefused => process.MemoryWasRefused || sandbox.Memory.GrowthWasRefused;

    /// <inheritdoc/>
    public bool ReadClock => process.ReadClock;

    /// <inheritdoc/>
    public bool DrewRandomness => process.DrewRandomness;

    /// <summary>Loads a program: see <c>_capsule_guest.program.load</c>.</summary>
    public GuestAnswer Load(ReadOnlySpan<byte> request) => Call(addresses.Load, request);

    /// <summary>Runs a task: see <c>_capsule_guest.program.run</c>.</summary>
    public GuestAnswer Run(ReadOnlySpan<byte> request) => Call(addresses.Run, request);

    /// <summary>Reads what a program may import later: see <c>_capsule_guest.imports.scan</c>.</summary>
    public GuestAnswer Scan(ReadOnlySpan<byte> request) => Call(addresses.Scan, request);

    /// <summary>Runs a cell, or answers a question about one: see <c>_capsule_guest.session.execute</c>.</summary>
    public GuestAnswer Session(ReadOnlySpan<byte> request) => Call(addresses.Session, request);

    /// <summary>Compiles a module, without running it: see <c>_capsule_guest.bytecode.compile_module</c>.</summary>
    public GuestAnswer CompileModule(ReadOnlySpan<byte> source) => Call(addresses.CompileModule, source);

    /// <inheritdoc/>
    public Stop? Exceeded => sandbox.Meter.Exceeded;

    /// <inheritdoc/>
    public GuestFiles Files
    {
        get
        {
            process.Mappings.FlushAll(sandbox.Memory);
            return new GuestFiles(process.Files);
        }
    }

    /// <inheritdoc/>
    public bool HoldsWhatIsLost => process.Descriptors.HoldsWhatIsLost || process.Mappings.HoldsWhatIsLost;

    /// <inheritdoc/>
    public void Restart(MeterLimits limits)
    {
        sandbox.Restart(limits);
        process.MemoryWasRefused = false;
        process.PendingSignal = 0;
        SignalFlag.Set(sandbox, isOn: false);
    }

    /// <inheritdoc/>
    public SandboxState Checkpoint()
    {
        var files = process.Capture(sandbox.Memory, last is { } taken ? (taken.Files, taken.Changes) : null);
        last = new SandboxState(sandbox.Checkpoint(), files, process.Volume.Changes);
        return last;
    }

    /// <inheritdoc/>
    public long MeasureMemory() => sandbox.MeasureMemory();

    /// <summary>How many pages of 4 KiB differ from the snapshot it started from.</summary>
    internal int ChangedPages => sandbox.ChangedPages;

    /// <inheritdoc/>
    public Snapshot Capture() => sandbox.Capture();

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Mappings.CloseAll(sandbox.Memory);
        process.Descriptors.CloseAll();
        sandbox.Dispose();
    }

    internal static PythonSandbox Start(
        PythonGuest guest, PythonLink link, PythonFiles files, GuestSandboxOptions options)
    {
        Sandbox? started = null;
        var own = ProcessOptions.Of(options, devices => files.Root(options.Workspace, devices), ticks => started?.Charge(ticks) ?? true);
        var process = PythonProcess.Create(
            own with { HostCalls = new FileCalls(options.HostCalls) }, link.C, () => started?.Memory.Length ?? 0,
            guest.Info.Addresses.BytesType, guest.Libraries);
        started = Sandbox.Restore(link.Module, options.Snapshot, new SandboxOptions
        {
            Meter = new Meter(options.Limits, options.Time),
            MemoryBytes = options.MemoryLimit,
            State = process,
            Warn = running => SignalFlag.Deliver(running, process),
        });
        process.PayFor(started.Modules);
        return new PythonSandbox(link, guest.Info.Addresses, process, started);
    }

    /// <summary>
    /// A recursion that CPython does not guard may leave the stack in the linear memory before the native one overflows:
    /// it then writes over other data, and traps sooner or later.
    /// </summary>
    private Stop? Explain(Stop? stop) =>
        stop is Stop.Trapped && (uint)sandbox.ReadGlobal("__stack_pointer") - addresses.StackEnd > int.MaxValue
            ? new Stop.StackOverflow()
            : stop;

    /// <summary>Calls a Python function with a byte string; it answers with one.</summary>
    private GuestAnswer Call(uint function, ReadOnlySpan<byte> request)
    {
        var argument = PythonBytes.Create(sandbox, link.Python, request);
        if (argument is not { Returned: true, Value: not 0 })
        {
            return new GuestAnswer(default, argument.Stop ?? new Stop.Trapped("no memory for the arguments"));
        }

        var called = sandbox.Call(link.Python.CallOneArgument, (int)function, argument.Value);
        if (called.Returned && sandbox.CheckEnd() is { } late)
        {
            return new GuestAnswer(default, late);
        }

        if (!called.Returned || called.Value == 0)
        {
            return new GuestAnswer(default, Explain(called.Stop) ?? new Stop.Trapped("the guest's own runner failed"));
        }

        try
        {
            var answer = PythonBytes.TypeOf(sandbox.Memory, (uint)called.Value) == addresses.BytesType
                ? PythonBytes.Read(sandbox.Memory, (uint)called.Value)
                : [];
            var copy = answer.Length <= AnswerLimit ? answer.ToArray() : [];
            _ = sandbox.Call(link.Python.Release, called.Value);
            _ = sandbox.Call(link.Python.Release, argument.Value);
            return new GuestAnswer(copy, null);
        }
        catch (BadAddressException e)
        {
            return new GuestAnswer(default, new Stop.BadAddress(e.Address, e.Length));
        }
    }
}
