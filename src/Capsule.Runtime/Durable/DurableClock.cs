using Capsule.Guests.Emscripten;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Durable;

/// <summary>
/// The time as a durable task sees it. It jumps to the present with each answer of the journal, and in between it goes
/// on with the compute that the task uses: so a replay reads the same times without a record of each reading.
/// </summary>
internal sealed class DurableClock : IGuestClock
{
    /// <summary>A tick of the meter takes about this many hundredths of a nanosecond.</summary>
    private const long TickLength = 15;

    private readonly TimeProvider time;
    private readonly long start;
    private Func<long> ticks = () => 0;
    private long anchor;
    private long anchorTicks;

    /// <summary>Starts at a time that is known to all replays.</summary>
    internal DurableClock(TimeProvider time, DateTimeOffset start)
    {
        this.time = time;
        this.start = anchor = Nanoseconds(start);
    }

    /// <summary>Lets the guest sleep, through the journal.</summary>
    internal Action<HostCall, TimeSpan> Sleeper { get; set; } = HostWait.Sleep;

    /// <inheritdoc/>
    public long RealTime => anchor + ((ticks() - anchorTicks) * TickLength / 100);

    /// <inheritdoc/>
    public long Monotonic => 1_000_000_000 + RealTime - start;

    /// <summary>The time now.</summary>
    internal DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddTicks(RealTime / 100);

    /// <summary>How long it is until a time, by the host's clock; never negative.</summary>
    internal TimeSpan Until(DateTimeOffset moment)
    {
        var left = moment - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The time of an answer that is given now: never before what the guest may have read; whole microseconds, as journals keep.</summary>
    internal DateTimeOffset Stamp()
    {
        var (now, read) = (time.GetUtcNow(), Now);
        var later = now > read ? now : read;
        return later.AddTicks(-(later.Ticks % TimeSpan.TicksPerMicrosecond)).AddTicks(TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Jumps to the time of an answer.</summary>
    internal void Set(DateTimeOffset moment)
    {
        anchor = Nanoseconds(moment);
        anchorTicks = ticks();
    }

    /// <summary>Counts the ticks of a sandbox from here on.</summary>
    internal void Follow(Func<long> counter) => ticks = counter;

    /// <inheritdoc/>
    public void Sleep(HostCall call, TimeSpan duration) => Sleeper(call, duration);

    private static long Nanoseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
}
