namespace Capsule.Wasm.Metering;

/// <summary>
/// A limit of the time that a guest itself spends: the CPU time of its thread, which begins to count now, and the waits that it
/// asks for. The time of other threads and processes, which delay it, is none of it. Only the guest's thread uses it.
/// </summary>
internal sealed class OwnTime(TimeSpan limit)
{
    private readonly TimeSpan start = ThreadClock.ProcessorTime;
    private TimeSpan waited;

    /// <summary>What is left; never negative.</summary>
    internal TimeSpan Left => limit - Spent is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether nothing is left.</summary>
    internal bool IsUp => Spent >= limit;

    private TimeSpan Spent => ThreadClock.ProcessorTime - start + waited;

    internal void AddWait(TimeSpan time) => waited += time;
}
