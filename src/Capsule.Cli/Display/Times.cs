using System.Globalization;
using static System.FormattableString;

namespace Capsule.Cli.Display;

/// <summary>Times for people.</summary>
internal static class Times
{
    /// <summary>How long something took, in at most seven characters: <c>12 ms</c>, <c>3.4 s</c>, <c>2m05s</c>, <c>3h20m</c>, <c>5d04h</c>.</summary>
    internal static string Show(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 9.95 } => Invariant($"{Math.Max(0, time.TotalMilliseconds):0.0} ms"),
        { TotalMilliseconds: < 999.5 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 59.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => Invariant($"{time.Minutes}m{time.Seconds:00}s"),
        { TotalHours: < 24 } => Invariant($"{time.Hours}h{time.Minutes:00}m"),
        _ => Invariant($"{time.Days}d{time.Hours:00}h"),
    };

    /// <summary>A moment, in the local time.</summary>
    internal static string Show(DateTimeOffset moment) =>
        moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
