using Capsule.Guests.Abstractions;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Durable;

/// <summary>
/// The time as a durable task sees it. It jumps to the present with each answer of the journal, and each reading moves it
/// on by a microsecond: so a replay reads the same times without a record of each reading.
/// </summary>
internal sealed class DurableClock : IGuestClock
{
    private const long Step = 1_000;

    private readonly SteadyTime time;
    private readonly long start;
    private long now;

    /// <summary>Starts at a time that is known to all replays.</summary>
    internal DurableClock(SteadyTime time, DateTimeOffset start)
    {
        this.time = time;
        this.start = now = Nanoseconds(start);
    }

    /// <summary>Lets the guest sleep, through the journal.</summary>
    internal Action<HostCall, TimeSpan> Sleeper { get; set; } = HostWait.Sleep;

    /// <summary>Is told of each reading, before it, and may move the clock.</summary>
    internal Action Reading { get; set; } = () => { };

    /// <summary>How often it was read.</summary>
    internal long Readings { get; private set; }

    /// <inheritdoc/>
    public long RealTime
    {
        get
        {
            Readings++;
            Reading();
            return now += Step;
        }
    }

    /// <inheritdoc/>
    public long Monotonic => 1_000_000_000 + RealTime - start;

    /// <summary>The time now; no reading of the guest's.</summary>
    internal DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddTicks(now / 100);

    /// <summary>How far it is behind the host's clock.</summary>
    internal TimeSpan Lag => time.Now - Now;

    /// <summary>How long it is until a time, by the host's clock; never negative.</summary>
    internal TimeSpan Until(DateTimeOffset moment) => time.Until(moment);

    /// <summary>The time of an answer that is given now: never before what the guest may have read; whole microseconds, as journals keep.</summary>
    internal DateTimeOffset Stamp()
    {
        var (present, read) = (time.Now, Now);
        var later = present > read ? present : read;
        return later.AddTicks(-(later.Ticks % TimeSpan.TicksPerMicrosecond)).AddTicks(TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Jumps to the time of an answer.</summary>
    internal void Set(DateTimeOffset moment)
    {
        now = Nanoseconds(moment);
        time.NotBefore(moment);
    }

    /// <inheritdoc/>
    public void Sleep(HostCall call, TimeSpan duration) => Sleeper(call, duration);

    private static long Nanoseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
}
