using Capsule.Wasm.Metering;

namespace Capsule.Wasm.Sandboxes;

/// <summary>What one sandbox gets.</summary>
internal sealed record SandboxOptions
{
    /// <summary>How long its linear memory may become, in bytes.</summary>
    public ulong MemoryBytes { get; init; } = Memory.WasmPages.AddressSpace;

    /// <summary>Counts and limits what it computes.</summary>
    public required Meter Meter { get; init; }

    /// <summary>
    /// Tells the guest, once in each call and on its own thread, that a limit was reached and that it has the rest of
    /// <see cref="MeterLimits.Grace"/> to end by itself.
    /// </summary>
    public Action<Sandbox>? Warn { get; init; }

    /// <summary>What the host functions find as <see cref="HostCall.State{T}"/>.</summary>
    public object State { get; init; } = new();
}
