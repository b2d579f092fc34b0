using System.Text;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// <c>struct tm</c>: sec 0, min 4, hour 8, mday 12, mon 16, year since 1900 20, wday 24, yday 28, isdst 32, gmtoff 36.
/// The calendar is computed here, not with <see cref="DateTime"/>, because C's years go beyond 9999.
/// </summary>
internal static class CalendarLayout
{
    private const long SecondsPerDay = 86_400;
    private const long DaysPerEra = 146_097; // 400 years

    internal static void Write(Arguments arguments, int pointer, long time)
    {
        // A year must fit an i32; beyond, C's own gmtime_r answers EOVERFLOW before it comes here.
        var clamped = Math.Clamp(time, -60_000_000_000_000_000, 60_000_000_000_000_000);
        var (days, second) = Divide(clamped, SecondsPerDay);
        var (year, month, day, dayOfYear) = FromDays(days);
        var (memory, at) = (arguments.Memory, arguments.Address(pointer));
        memory.Write(at, (int)(second % 60));
        memory.Write(at + 4, (int)(second / 60 % 60));
        memory.Write(at + 8, (int)(second / 3600));
        memory.Write(at + 12, day);
        memory.Write(at + 16, month - 1);
        memory.Write(at + 20, (int)(year - 1900));
        memory.Write(at + 24, (int)Divide(days + 4, 7).Remainder); // 1970-01-01 was a Thursday
        memory.Write(at + 28, dayOfYear);
        memory.Write(at + 32, 0);
        memory.Write(at + 36, 0);
    }

    /// <summary>Brings fields that are out of range in order, as mktime does, and gives the time.</summary>
    internal static long Normalize(Arguments arguments)
    {
        var (memory, at) = (arguments.Memory, arguments.Address(0));
        var (years, month) = Divide(memory.ReadInt32(at + 16), 12);
        var days = ToDays(memory.ReadInt32(at + 20) + 1900L + years, (int)month + 1) + memory.ReadInt32(at + 12) - 1;
        var time = (days * SecondsPerDay) + (memory.ReadInt32(at + 8) * 3600L) + (memory.ReadInt32(at + 4) * 60L)
            + memory.ReadInt32(at);
        Write(arguments, 0, time);
        return time;
    }

    /// <summary>Offset and names of the zone: UTC.</summary>
    internal static void WriteZone(Arguments arguments)
    {
        arguments.Memory.Write(arguments.Address(0), 0);
        arguments.Memory.Write(arguments.Address(1), 0);
        foreach (var name in (ReadOnlySpan<int>)[2, 3])
        {
            Encoding.ASCII.GetBytes("UTC\0", arguments.Memory.Bytes(arguments.Address(name), 4));
        }
    }

    /// <summary>Days since 1970 to a date, by eras of 400 years that start on 1 March of year 0.</summary>
    private static (long Year, int Month, int Day, int DayOfYear) FromDays(long days)
    {
        var (era, dayOfEra) = Divide(days + 719_468, DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayFromMarch = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayFromMarch) + 2) / 153;
        var day = (int)(dayFromMarch - (((153 * monthFromMarch) + 2) / 5) + 1);
        var month = (int)(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return (year, month, day, (int)(days - ToDays(year, 1)));
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
