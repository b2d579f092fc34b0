namespace Capsule.GuestBuilder.TimeZones;

/// <summary>
/// The date and time of a change that comes every year: <c>Mm.w.d/time</c> of POSIX's TZ variable, with the times
/// outside of the day that RFC 8536, section 3.3.1, adds.
/// </summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Week">Which of the month's days of that name: 1 to 4, or 5 for the last.</param>
/// <param name="Day">The day of the week.</param>
/// <param name="Seconds">Since the day's midnight, by the clocks before the change.</param>
internal readonly record struct RuleDate(int Month, int Week, DayOfWeek Day, int Seconds)
{
    private const int LastWeek = 5;
    private const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>
    /// "The Saturday before the last Sunday" is no such date, but the last Sunday at a negative hour is the same: so
    /// the neighbouring days are tried too, the nearest first. Hours may go from -167 to 167, six days either way.
    /// </summary>
    private static readonly int[] Shifts = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];

    /// <summary>Whether it takes a reader of version 3: POSIX itself ends at 24 hours, and begins at 0.</summary>
    internal bool IsExtended => Seconds is < 0 or > SecondsPerDay;

    /// <summary>The date that gives exactly these local times, one a year, if there is any.</summary>
    internal static RuleDate? Fit(IReadOnlyList<DateTime> times)
    {
        var timeOfDay = times[0].TimeOfDay;
        if (times.Any(time => time.TimeOfDay != timeOfDay))
        {
            return null;
        }

        foreach (var shift in Shifts)
        {
            if (FitDays([.. times.Select(time => time.Date.AddDays(-shift))]) is { } date)
            {
                return date with { Seconds = (int)timeOfDay.TotalSeconds + (shift * SecondsPerDay) };
            }
        }

        return null;
    }

    private static RuleDate? FitDays(DateTime[] days)
    {
        var (first, week) = (days[0], WeekOf(days[0]));
        for (var index = 0; index < days.Length; index++)
        {
            var (year, month, day) = (days[index].Year, days[index].Month, days[index].DayOfWeek);
            if (year != first.Year + index || month != first.Month || day != first.DayOfWeek)
            {
                return null;
            }
        }

        if (week < LastWeek && Array.TrueForAll(days, day => WeekOf(day) == week))
        {
            return new(first.Month, week, first.DayOfWeek, 0);
        }

        return Array.TrueForAll(days, IsLast) ? new(first.Month, LastWeek, first.DayOfWeek, 0) : null;
    }

    private static int WeekOf(DateTime day) => ((day.Day - 1) / 7) + 1;

    private static bool IsLast(DateTime day) => day.AddDays(7).Month != day.Month;
}
