using System.Globalization;
using System.Text.RegularExpressions;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary><c>Mm.w.d/time</c>, found by counting days.</summary>
internal sealed partial record PosixDate(int Month, int Week, DayOfWeek Day, int Time)
{
    internal bool IsExtended => Time is < 0 or > 86400;

    internal static PosixDate Parse(string text)
    {
        var match = Pattern().Match(text);
        Assert.True(match.Success, text);
        var time = match.Groups["time"] is { Success: true, Value: var clock } ? PosixZone.Seconds(clock) : 7200;
        Assert.InRange(time, -167 * 3600, 167 * 3600);
        return new(Number(match, "month"), Number(match, "week"), (DayOfWeek)Number(match, "day"), time);
    }

    /// <summary>Seconds since 1970 on a clock in the zone.</summary>
    internal long LocalIn(int year)
    {
        var days = Enumerable.Range(1, DateTime.DaysInMonth(year, Month))
            .Select(day => new DateTimeOffset(year, Month, day, 0, 0, 0, TimeSpan.Zero))
            .Where(day => day.DayOfWeek == Day)
            .ToList();
        return (Week == 5 ? days[^1] : days[Week - 1]).ToUnixTimeSeconds() + Time;
    }

    private static int Number(Match match, string name) =>
        int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^M(?<month>[0-9]{1,2})[.](?<week>[1-5])[.](?<day>[0-6])(/(?<time>-?[0-9]{1,3}(:[0-9]{2}){0,2}))?$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
