namespace Capsule.Wasm.Sandboxes;

/// <summary>Why guest code did not return. A sandbox that stopped can only be disposed.</summary>
internal abstract record Stop
{
    private Stop()
    {
    }

    /// <summary>It used up its budget of compute.</summary>
    /// <param name="Limit">The budget, in ticks of <see cref="Metering.Meter"/>.</param>
    public sealed record FuelExhausted(long Limit) : Stop;

    /// <summary>The budget of compute that it shares with others was used up (<see cref="Metering.TickPool"/>).</summary>
    public sealed record PoolExhausted : Stop;

    /// <summary>Its time was over.</summary>
    public sealed record TimedOut : Stop;

    /// <summary>The host wanted it to end.</summary>
    public sealed record Cancelled : Stop;

    /// <summary>The host ends it on purpose.</summary>
    /// <param name="Reason">What the host wants to know again.</param>
    public sealed record ByHost(object Reason) : Stop;

    /// <summary>It recursed deeper than the native stack allows.</summary>
    public sealed record StackOverflow : Stop;

    /// <summary>It gave the host an address outside its memory.</summary>
    public sealed record BadAddress(uint Address, uint Length) : Stop;

    /// <summary>It waits, without an end, for what only itself could do.</summary>
    public sealed record Deadlocked : Stop;

    /// <summary>It ended itself, as <c>exit</c> does.</summary>
    public sealed record Exited(int Code) : Stop;

    /// <summary>It broke a rule of WebAssembly, or aborted.</summary>
    public sealed record Trapped(string Message) : Stop;

    /// <summary>A function of the host failed in a way nobody foresaw: our defect, not the guest's.</summary>
    public sealed record HostFailure(Exception Exception) : Stop;
}
