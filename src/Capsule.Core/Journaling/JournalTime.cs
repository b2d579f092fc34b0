namespace Capsule.Journaling;

/// <summary>How journals keep times: as microseconds since 1970 in UTC.</summary>
internal static class JournalTime
{
    internal static long ToMicroseconds(this DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static object? ToMicroseconds(this DateTimeOffset? time) => time?.ToMicroseconds();

    internal static DateTimeOffset FromMicroseconds(long time) =>
        DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond);
}
