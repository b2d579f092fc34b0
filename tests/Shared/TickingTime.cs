namespace Capsule.Tests;

/// <summary>
/// A clock that goes on by a step whenever it is read, and when it is told to: what looks at the time often enough sees a deadline
/// pass, on a machine of any speed.
/// </summary>
internal sealed class TickingTime(TimeSpan step) : TimeProvider
{
    private long now;

    /// <summary>How often it was read.</summary>
    internal int Readings { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(now);

    public override long GetTimestamp()
    {
        Readings++;
        return now += step.Ticks;
    }

    internal void Advance(TimeSpan time) => now += time.Ticks;
}
