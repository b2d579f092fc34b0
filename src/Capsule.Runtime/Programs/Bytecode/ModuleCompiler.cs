using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Metering;

namespace Capsule.Runtime.Programs.Bytecode;

/// <summary>
/// Compiles modules. Each has a fresh sandbox that gets the source and runs none of it: what one program makes of a module, and
/// what a module does to a compiler, can never get into the bytecode of another.
/// </summary>
/// <param name="sandboxes">Makes the sandboxes.</param>
/// <param name="guest">The guest whose modules they are.</param>
/// <param name="threads">Runs them: the guest that waits for the bytecode keeps its own thread.</param>
internal sealed class ModuleCompiler(SandboxFactory sandboxes, IGuest guest, SandboxThreads threads)
{
    /// <summary>Larger sources are left to the guest, which can be stopped meanwhile.</summary>
    internal const int MaxSource = 512 << 10;

    /// <summary>Threat: a source that takes far more to compile than the task may have that imports it.</summary>
    private const ulong MemoryLimit = 128UL << 20;

    /// <summary>For one module: a fraction of a second, for which a guest's own limits wait.</summary>
    private const long MaxTicks = 2_000_000_000;

    /// <summary>Compiles a module.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="budget">How many ticks are left.</param>
    /// <returns>Its bytecode, null where a limit was met, and the ticks it took.</returns>
    internal (byte[]? Bytecode, long Ticks) Compile(ReadOnlyMemory<byte> source, long budget)
    {
        var work = threads.RunAsync(() => CompileHere(source, Math.Min(budget, MaxTicks)));
        work.Wait(Timeout.InfiniteTimeSpan);
        return work.GetAwaiter().GetResult();
    }

    private (byte[]? Bytecode, long Ticks) CompileHere(ReadOnlyMemory<byte> source, long ticks)
    {
        using var sandbox = sandboxes.Start(guest, new GuestSandboxOptions
        {
            Snapshot = guest.Base,
            Workspace = Workspace.Empty,
            Limits = new MeterLimits { Ticks = ticks },
            MemoryLimit = MemoryLimit,
            OutputLimit = 0,
            Output = _ => { },
            ErrorOutput = _ => { },
            HostCalls = HostCallGate.Closed,
        });
        var answer = sandbox.CompileModule(source.Span);
        return (answer.Stop is null ? answer.Bytes.ToArray() : null, sandbox.TicksUsed);
    }
}
