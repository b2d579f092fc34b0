using Capsule.Guests.Abstractions;
using Capsule.Guests.Processes;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>One isolated JavaScript engine.</summary>
internal sealed class JavaScriptSandbox : IGuestSandbox
{
    /// <summary>Threat: an answer is copied to the host. Guests that are honest keep to 64 MiB of JSON themselves.</summary>
    private const int AnswerLimit = (64 << 20) + 1024;

    private readonly JavaScriptProcess process;
    private readonly JavaScriptAddresses addresses;
    private readonly Sandbox sandbox;
    private readonly Heap heap;
    private SandboxState? last;

    private JavaScriptSandbox(JavaScriptProcess process, JavaScriptAddresses addresses, Sandbox sandbox) =>
        (this.process, this.addresses, this.sandbox, heap) = (process, addresses, sandbox, new Heap(sandbox, process));

    /// <inheritdoc/>
    public GuestFiles Files => new(process.Files);

    /// <inheritdoc/>
    public bool HoldsWhatIsLost => process.Descriptors.HoldsWhatIsLost;

    /// <inheritdoc/>
    public Stop? Exceeded => sandbox.Meter.Exceeded;

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

    /// <inheritdoc/>
    public GuestAnswer Load(ReadOnlySpan<byte> request) => Call(addresses.Load, request);

    /// <inheritdoc/>
    public GuestAnswer Scan(ReadOnlySpan<byte> request) => Call(addresses.Scan, request);

    /// <inheritdoc/>
    public GuestAnswer Run(ReadOnlySpan<byte> request) => Call(addresses.Run, request);

    /// <inheritdoc/>
    public GuestAnswer Session(ReadOnlySpan<byte> request)
    {
        try
        {
            process.Rejections.Clear(heap);
            heap.Call(process.Engine.AskForInterrupts, 1);
        }
        catch (StoppedException stopped)
        {
            return new GuestAnswer(default, Explain(stopped.Stop));
        }

        return Call(addresses.Session, request);
    }

    /// <summary>There is nothing to keep: a program's modules are in its snapshot.</summary>
    public GuestAnswer CompileModule(ReadOnlySpan<byte> source) => default;

    /// <inheritdoc/>
    public void Restart(MeterLimits limits)
    {
        sandbox.Restart(limits);
        process.MemoryWasRefused = false;
    }

    /// <inheritdoc/>
    public Snapshot Capture() => sandbox.Capture();

    /// <inheritdoc/>
    public SandboxState Checkpoint()
    {
        var files = process.Capture(sandbox.Memory, last is { } taken ? (taken.Files, taken.Changes) : null);
        last = new SandboxState(sandbox.Checkpoint(), files, process.Volume.Changes);
        return last;
    }

    /// <inheritdoc/>
    public long MeasureMemory() => sandbox.MeasureMemory();

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Descriptors.CloseAll();
        sandbox.Dispose();
    }

    internal static JavaScriptSandbox Start(JavaScriptGuest guest, JavaScriptLink link, GuestSandboxOptions options)
    {
        Sandbox? started = null;
        var process = new JavaScriptProcess(
            ProcessOptions.Of(options, devices => JavaScriptFiles.Root(options.Workspace, devices), ticks => started?.Charge(ticks) ?? true),
            () => started?.Memory.Length ?? 0)
        {
            Engine = link.Engine,
            Addresses = guest.Info.Addresses,
            Scratch = guest.Info.Addresses.Scratch,
            Scripts = guest.Scripts,
        };
        process.OpenFiles();
        started = Sandbox.Restore(link.Module, options.Snapshot, new SandboxOptions
        {
            Meter = new Meter(options.Limits, options.Time),
            MemoryBytes = options.MemoryLimit,
            State = process,
        });
        return new JavaScriptSandbox(process, guest.Info.Addresses, started);
    }

    /// <summary>Calls a function that takes text and answers with a promise of text.</summary>
    private GuestAnswer Call(int function, ReadOnlySpan<byte> request)
    {
        try
        {
            var argument = heap.NewString(request);
            var promise = heap.Invoke(function, argument);
            heap.Free(argument);
            var answer = promise is { } pending ? new Settling(sandbox, process, addresses).Settle(pending) : null;
            if (answer is null && sandbox.Meter.Exceeded is not null)
            {
                // The engine ended the cell, and what called it: its state is whole, and the guest's side says what became of it.
                heap.Free(heap.TakeException());
                answer = heap.Invoke(addresses.Interrupted);
            }

            var bytes = answer is { } text ? heap.Read(text, AnswerLimit) : null;
            if (sandbox.CheckEnd() is { } late)
            {
                return new GuestAnswer(default, late);
            }

            if (bytes is null)
            {
                return new GuestAnswer(default, new Stop.Trapped("the guest's own runner failed"));
            }

            heap.Free(answer!.Value);
            if (promise is { } settled)
            {
                heap.Free(settled);
            }

            return new GuestAnswer(bytes, null);
        }
        catch (StoppedException stopped)
        {
            return new GuestAnswer(default, Explain(stopped.Stop));
        }
        catch (BadAddressException e)
        {
            return new GuestAnswer(default, new Stop.BadAddress(e.Address, e.Length));
        }
    }

    /// <summary>
    /// A recursion that the engine does not guard may leave the stack in the linear memory before the native one overflows: it then
    /// writes over other data, and traps sooner or later.
    /// </summary>
    private Stop Explain(Stop stop) =>
        stop is Stop.Trapped && (uint)sandbox.ReadGlobal("__stack_pointer") - addresses.StackEnd > int.MaxValue
            ? new Stop.StackOverflow()
            : stop;
}
