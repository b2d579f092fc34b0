using System.Globalization;
using System.Text.RegularExpressions;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>Reads TZ variables (POSIX, Base Definitions, section 8.3), with the one form of dates in use.</summary>
internal sealed partial record PosixZone(TzifType Standard, TzifType? Daylight, PosixDate? Start, PosixDate? End)
{
    internal bool IsExtended => Start is { IsExtended: true } || End is { IsExtended: true };

    internal static PosixZone Parse(string text)
    {
        var match = Pattern().Match(text);
        Assert.True(match.Success, text);
        var standard = new TzifType(-Seconds(match.Groups["offset"].Value), false, Name(match.Groups["name"].Value));
        if (match.Groups["start"] is not { Success: true, Value: var start })
        {
            return new(standard, null, null, null);
        }

        var offset = match.Groups["offset2"] is { Success: true, Value: var value }
            ? -Seconds(value)
            : standard.Offset + 3600;
        var daylight = new TzifType(offset, true, Name(match.Groups["name2"].Value));
        return new(standard, daylight, PosixDate.Parse(start), PosixDate.Parse(match.Groups["end"].Value));
    }

    internal TzifType At(long time)
    {
        if (Daylight is null || Start is null || End is null)
        {
            return Standard;
        }

        var year = DateTimeOffset.FromUnixTimeSeconds(time).Year;
        var (latest, type) = (long.MinValue, Standard);
        for (var near = year - 1; near <= year + 1; near++)
        {
            var (start, end) = (Start.LocalIn(near) - Standard.Offset, End.LocalIn(near) - Daylight.Offset);
            (latest, type) = start <= time && start > latest ? (start, Daylight) : (latest, type);
            (latest, type) = end <= time && end > latest ? (end, Standard) : (latest, type);
        }

        return type;
    }

    internal static int Seconds(string clock)
    {
        var seconds = 0;
        var unit = 3600;
        foreach (var part in clock.TrimStart('-').Split(':'))
        {
            seconds += int.Parse(part, CultureInfo.InvariantCulture) * unit;
            unit /= 60;
        }

        return clock.StartsWith('-') ? -seconds : seconds;
    }

    private static string Name(string text) => text.Trim('<', '>');

    [GeneratedRegex("""
        ^(?<name>[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)(?<offset>-?[0-9]{1,2}(:[0-9]{2}){0,2})
        ((?<name2>[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)(?<offset2>-?[0-9]{1,2}(:[0-9]{2}){0,2})?
        ,(?<start>[^,]+),(?<end>[^,]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
