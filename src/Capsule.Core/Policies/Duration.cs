using System.Globalization;
using System.Text.RegularExpressions;
using Capsule.Options;

namespace Capsule.Policies;

/// <summary>Reads spans of time.</summary>
internal static partial class Duration
{
    /// <summary>What an option of this type takes, for messages.</summary>
    public const string Forms =
        "a time such as \"500ms\", \"30s\", \"5m\" or \"1h30m\", or a number of seconds; from 1ms to 3650d";

    /// <summary>Longer waits are refused: clocks of the operating system end there.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads an option; null when it is none of <see cref="Forms"/>, or not positive.</summary>
    public static TimeSpan? Read(OptionValue value) => value switch
    {
        OptionValue.Integer integer => FromSeconds(integer.Value),
        OptionValue.Real real => FromSeconds(real.Value),
        OptionValue.Text text => FromText(text.Value.Trim()),
        _ => null,
    };

    /// <summary>A span as an option would be written: <c>1h30m</c>. It reads back as the same span.</summary>
    public static string Show(TimeSpan time)
    {
        (double Amount, string Unit)[] parts =
        [
            (time.Days, "d"), (time.Hours, "h"), (time.Minutes, "m"), (time.Seconds, "s"),
            (time.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerMillisecond, "ms"),
        ];
        var shown = string.Concat(parts
            .Where(part => part.Amount > 0)
            .Select(part => part.Amount.ToString(CultureInfo.InvariantCulture) + part.Unit));
        return shown.Length > 0 ? shown : "0s";
    }

    private static TimeSpan? FromText(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain))
        {
            return FromSeconds(plain);
        }

        var match = Form().Match(text);
        return match.Success && text.Length > 0
            ? FromTicks(Part(match, "d") * TimeSpan.TicksPerDay + Part(match, "h") * TimeSpan.TicksPerHour
                + Part(match, "m") * TimeSpan.TicksPerMinute + Part(match, "s") * TimeSpan.TicksPerSecond
                + Part(match, "ms") * TimeSpan.TicksPerMillisecond)
            : null;
    }

    private static double Part(Match match, string unit) => match.Groups[unit] is { Success: true } group
        ? double.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        : 0;

    private static TimeSpan? FromSeconds(double seconds) => FromTicks(seconds * TimeSpan.TicksPerSecond);

    /// <summary>Rounds, because <see cref="TimeSpan.FromSeconds(double)"/> cuts: 1.001 s would lose a millisecond.</summary>
    private static TimeSpan? FromTicks(double ticks) =>
        ticks >= TimeSpan.TicksPerMillisecond && ticks <= Longest.Ticks
            ? new TimeSpan((long)Math.Round(ticks))
            : null;

    /// <summary>
    /// Units in falling order, each at most once; a fraction is allowed in each. Digits are ASCII's: <c>\d</c> would
    /// take those of all scripts, which no parser of numbers reads.
    /// </summary>
    [GeneratedRegex(
        @"\A(?:(?<d>[0-9]+(?:\.[0-9]+)?)d)?(?:(?<h>[0-9]+(?:\.[0-9]+)?)h)?(?:(?<m>[0-9]+(?:\.[0-9]+)?)m)?(?:(?<s>[0-9]+(?:\.[0-9]+)?)s)?(?:(?<ms>[0-9]+(?:\.[0-9]+)?)ms)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
