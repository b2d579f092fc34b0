namespace Capsule.Runtime.HostApi;

/// <summary>
/// The host's time for waits: it follows the system's clock forwards, and goes on at its own pace when that is set back. A sleep of
/// a second would take a day longer otherwise.
/// </summary>
/// <param name="time">The system's clock.</param>
internal sealed class SteadyTime(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset anchor = DateTimeOffset.MinValue;
    private long stamp = time.GetTimestamp();

    /// <summary>The time now; never before one that it gave.</summary>
    internal DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                var (present, steady) = (time.GetUtcNow(), anchor + time.GetElapsedTime(stamp));
                return present > steady ? Anchor(present) : steady;
            }
        }
    }

    /// <summary>How long it is until a time; never negative.</summary>
    internal TimeSpan Until(DateTimeOffset moment)
    {
        var left = moment - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A time that has been, as somebody with another clock wrote down.</summary>
    internal void NotBefore(DateTimeOffset moment)
    {
        lock (gate)
        {
            if (moment > anchor + time.GetElapsedTime(stamp))
            {
                Anchor(moment);
            }
        }
    }

    private DateTimeOffset Anchor(DateTimeOffset moment)
    {
        (anchor, stamp) = (moment, time.GetTimestamp());
        return moment;
    }
}
