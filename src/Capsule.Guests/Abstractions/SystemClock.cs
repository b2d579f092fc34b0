
namespace Capsule.Guests.Abstractions;

/// <summary>The host's clock.</summary>
internal sealed class SystemClock(TimeProvider time) : IGuestClock
{
    private readonly long start = time.GetTimestamp();

    /// <inheritdoc/>
    public long RealTime => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <inheritdoc/>
    /// <remarks>Starts at one second, as if the sandbox were a machine that was just switched on.</remarks>
    public long Monotonic => 1_000_000_000 + (time.GetElapsedTime(start).Ticks * 100);
}
