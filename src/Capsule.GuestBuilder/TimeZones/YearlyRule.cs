namespace Capsule.GuestBuilder.TimeZones;

/// <summary>A change to daylight saving time and one back, every year.</summary>
/// <param name="Standard">What is valid outside of daylight saving time.</param>
/// <param name="Daylight">What is valid in it.</param>
/// <param name="Start">When daylight saving time begins.</param>
/// <param name="End">When it ends: in the south before it begins.</param>
internal sealed record YearlyRule(TimeType Standard, TimeType Daylight, RuleDate Start, RuleDate End)
{
    /// <summary>The rule that gives exactly these transitions, of whole years, if there is any.</summary>
    internal static YearlyRule? Fit(IReadOnlyList<Transition> transitions)
    {
        if (transitions is not [var first, var second, ..] || first.Before != second.After)
        {
            return null;
        }

        var (start, end) = first.After.IsDaylight ? (first, second) : (second, first);
        var starts = transitions.Where(t => IsAlike(t, start)).Select(t => t.LocalTime).ToList();
        var ends = transitions.Where(t => IsAlike(t, end)).Select(t => t.LocalTime).ToList();
        var isComplete = start.After.IsDaylight && !end.After.IsDaylight
            && starts.Count == ends.Count && starts.Count + ends.Count == transitions.Count;
        return isComplete && RuleDate.Fit(starts) is { } startDate && RuleDate.Fit(ends) is { } endDate
            ? new(start.Before, start.After, startDate, endDate)
            : null;
    }

    private static bool IsAlike(Transition left, Transition right) =>
        left.Before == right.Before && left.After == right.After;
}
