namespace Capsule.GuestBuilder.TimeZones;

/// <summary>The contents of a zone's file: transitions one by one, then a footer for all time after.</summary>
/// <param name="Initial">What is valid before the first transition.</param>
/// <param name="Transitions">The changes, in order.</param>
/// <param name="Footer">What is valid after the last transition.</param>
internal sealed record ZoneFile(TimeType Initial, IReadOnlyList<Transition> Transitions, Footer Footer)
{
    /// <summary>
    /// The last year that is written in full even where the rule would do, as IANA's own compiler does for readers that
    /// have only transitions.
    /// </summary>
    private const int LastUsualYear = 2037;

    /// <summary>Predictions that follow the moon go on after that (Gaza's until 2086), but not for ever.</summary>
    private const int LastYear = 2100;

    /// <summary>Splits a zone's history into what is written out and the rule for the rest.</summary>
    internal static ZoneFile Of(ZoneHistory history)
    {
        if (!history.Recurs)
        {
            return EndingAsIs(history.Initial, history.Transitions);
        }

        for (var year = LastUsualYear; year <= LastYear; year++)
        {
            // The first year under the rule is written too, for the footer has to agree with the last transition.
            if (YearlyRule.Fit(history.From(year)) is { } rule)
            {
                return new(history.Initial, history.Before(year + 1), Footer.Of(rule));
            }
        }

        return EndingInStandardTime(history);
    }

    private static ZoneFile EndingAsIs(TimeType initial, IReadOnlyList<Transition> transitions) =>
        new(initial, transitions, Footer.Of(transitions is [.., var last] ? last.After : initial));

    /// <summary>No TZ variable says what comes: the file tells what it can, and stops where a winter begins.</summary>
    private static ZoneFile EndingInStandardTime(ZoneHistory history)
    {
        var known = history.Before(LastYear + 1).ToList();
        var lastWinter = known.FindLastIndex(t => !t.After.IsDaylight);
        return EndingAsIs(history.Initial, known[..(lastWinter + 1)]);
    }
}
