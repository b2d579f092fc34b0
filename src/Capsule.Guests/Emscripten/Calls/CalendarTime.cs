namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// A moment in the Gregorian calendar, in UTC, with the fields as C counts them: months and days of the year from 0.
/// It is computed here, not with <see cref="DateTime"/>, because C's years go beyond 9999.
/// </summary>
internal readonly record struct CalendarTime(
    long Year, int Month, int Day, int Hour, int Minute, int Second, int DayOfWeek, int DayOfYear)
{
    private const long SecondsPerDay = 86_400;
    private const long DaysPerEra = 146_097; // 400 years

    /// <summary>The fields of a time in seconds since 1970.</summary>
    internal static CalendarTime At(long time)
    {
        var (days, second) = Divide(time, SecondsPerDay);
        var (year, month, day) = FromDays(days);
        return new CalendarTime(
            year,
            month - 1,
            day,
            (int)(second / 3600),
            (int)(second / 60 % 60),
            (int)(second % 60),
            (int)Divide(days + 4, 7).Remainder, // 1970-01-01 was a Thursday
            (int)(days - ToDays(year, 1)));
    }

    /// <summary>Seconds since 1970 to fields that may be out of range: the 32nd of January is the first of February.</summary>
    internal static long Seconds(long year, int month, int day, int hour, int minute, int second)
    {
        var (years, rest) = Divide(month, 12);
        var days = ToDays(year + years, (int)rest + 1) + day - 1;
        return (days * SecondsPerDay) + (hour * 3600L) + (minute * 60L) + second;
    }

    /// <summary>The date of a day since 1970, by eras of 400 years that start on 1 March of year 0.</summary>
    private static (long Year, int Month, int Day) FromDays(long days)
    {
        var (era, dayOfEra) = Divide(days + 719_468, DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayFromMarch = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayFromMarch) + 2) / 153;
        var day = (int)(dayFromMarch - (((153 * monthFromMarch) + 2) / 5) + 1);
        var month = (int)(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>Days from 1970-01-01 to the first of a month.</summary>
    private static long ToDays(long year, int month)
    {
        var (era, yearOfEra) = Divide(month <= 2 ? year - 1 : year, 400);
        var dayFromMarch = ((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayFromMarch;
        return (era * DaysPerEra) + dayOfEra - 719_468;
    }

    /// <summary>Division whose rest is never negative.</summary>
    private static (long Quotient, long Remainder) Divide(long value, long by)
    {
        var (quotient, rest) = Math.DivRem(value, by);
        return rest < 0 ? (quotient - 1, rest + by) : (quotient, rest);
    }
}
