using System.Globalization;

namespace Capsule.GuestBuilder.TimeZones;

/// <summary>The parts of a TZ variable, as short as POSIX (Base Definitions, section 8.3) lets them be.</summary>
internal static class PosixText
{
    /// <summary>What summer time is ahead by where the text does not say.</summary>
    internal const int UsualSavings = 60 * 60;

    /// <summary>When a change happens where the text does not say: at two o'clock.</summary>
    private const int UsualTime = 2 * 60 * 60;

    /// <summary>A name and its offset. POSIX counts offsets to the west.</summary>
    internal static string Of(TimeType type) => NameOf(type) + Clock(-type.Offset);

    /// <summary>A name, in angle brackets where it is not only letters ("-03").</summary>
    internal static string NameOf(TimeType type) => type.Name.All(char.IsAsciiLetter) ? type.Name : $"<{type.Name}>";

    /// <summary>A rule's date, and its time if it is not the usual one.</summary>
    internal static string Of(RuleDate date)
    {
        var day = string.Create(CultureInfo.InvariantCulture, $"M{date.Month}.{date.Week}.{(int)date.Day}");
        return date.Seconds == UsualTime ? day : $"{day}/{Clock(date.Seconds)}";
    }

    /// <summary>Hours, and minutes and seconds as far as there are any.</summary>
    private static string Clock(int seconds)
    {
        var (minutes, second) = Math.DivRem(Math.Abs(seconds), 60);
        var (hour, minute) = Math.DivRem(minutes, 60);
        var sign = seconds < 0 ? "-" : "";
        return (minute, second) switch
        {
            (0, 0) => string.Create(CultureInfo.InvariantCulture, $"{sign}{hour}"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{sign}{hour}:{minute:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{hour}:{minute:00}:{second:00}"),
        };
    }
}
