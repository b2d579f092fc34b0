namespace Capsule.Wasm.Metering;

/// <summary>What a guest may use while a <see cref="Meter"/> counts.</summary>
internal sealed record MeterLimits
{
    /// <summary>No limits: for code of our own, never for a guest's.</summary>
    public static readonly MeterLimits None = new();

    /// <summary>Compute, in ticks.</summary>
    public long Ticks { get; init; } = long.MaxValue;

    /// <summary>Compute that it shares with others, or null.</summary>
    public TickPool? Pool { get; init; }

    /// <summary>Wall-clock time, or null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Time that the guest itself spends, or null for no limit: its thread's CPU time, and the waits that it asks the host for.
    /// Unlike <see cref="Timeout"/> it passes no faster on a busy machine.
    /// </summary>
    public TimeSpan? OwnTime { get; init; }

    /// <summary>What it gets beyond a limit to end by itself, or null when reaching one ends it.</summary>
    public MeterGrace? Grace { get; init; }

    /// <summary>
    /// Called when the guest begins to wait in the host, so that others compute meanwhile; what it gives is disposed when it has waited.
    /// Null where nobody wants to know.
    /// </summary>
    public Func<IDisposable?>? Pausing { get; init; }

    /// <summary>Ends the guest from outside.</summary>
    public CancellationToken Cancellation { get; init; }
}
