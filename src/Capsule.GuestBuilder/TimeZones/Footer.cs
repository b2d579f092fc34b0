namespace Capsule.GuestBuilder.TimeZones;

/// <summary>What is valid after a zone file's last transition (RFC 9636, section 3.3).</summary>
/// <param name="Text">A value for POSIX's TZ variable.</param>
/// <param name="IsExtended">Whether the text needs the extensions of version 3.</param>
internal sealed record Footer(string Text, bool IsExtended)
{
    /// <summary>The time that stays as it is.</summary>
    internal static Footer Of(TimeType type) => new(PosixText.Of(type), IsExtended: false);

    /// <summary>Summer and winter for ever.</summary>
    internal static Footer Of(YearlyRule rule)
    {
        var hasUsualOffset = rule.Daylight.Offset == rule.Standard.Offset + PosixText.UsualSavings;
        var daylight = hasUsualOffset ? PosixText.NameOf(rule.Daylight) : PosixText.Of(rule.Daylight);
        var text = $"{PosixText.Of(rule.Standard)}{daylight},{PosixText.Of(rule.Start)},{PosixText.Of(rule.End)}";
        return new(text, rule.Start.IsExtended || rule.End.IsExtended);
    }
}
