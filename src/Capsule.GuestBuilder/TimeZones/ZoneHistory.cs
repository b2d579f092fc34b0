using NodaTime;
using NodaTime.TimeZones;

namespace Capsule.GuestBuilder.TimeZones;

/// <summary>All that NodaTime knows about a zone, in the terms of a zone file.</summary>
/// <param name="Initial">What is valid before the first transition.</param>
/// <param name="Transitions">The changes, in order, up to <see cref="EndYear"/>.</param>
/// <param name="Recurs">Whether the changes go on for ever.</param>
internal sealed record ZoneHistory(TimeType Initial, IReadOnlyList<Transition> Transitions, bool Recurs)
{
    /// <summary>
    /// The Gregorian calendar repeats after 400 years, so a rule that holds from some year before 2100 until here holds
    /// for ever.
    /// </summary>
    private const int EndYear = 2500;

    /// <summary>Reads a zone's intervals from the start of time, which for NodaTime is before any zone's.</summary>
    internal static ZoneHistory Of(DateTimeZone zone)
    {
        var transitions = new List<Transition>();
        var interval = zone.GetZoneInterval(Instant.MinValue);
        var initial = TypeOf(interval);
        var known = new HashSet<TimeType>();
        for (var before = initial; interval.HasEnd && interval.End < Instant.FromUtc(EndYear, 1, 1, 0, 0);)
        {
            interval = zone.GetZoneInterval(interval.End);
            var type = TypeOf(interval);
            // Only the first step into a type can mislead.
            var after = known.Add(type) ? type.After(before) : type;
            transitions.Add(new(interval.Start.ToUnixTimeSeconds(), before, after));
            before = after;
        }

        return new(initial, transitions, interval.HasEnd);
    }

    /// <summary>The transitions from the beginning of a year, by UTC.</summary>
    internal IReadOnlyList<Transition> From(int year) => [.. Transitions.Where(t => t.Time >= StartOf(year))];

    /// <summary>The transitions until the beginning of a year, by UTC.</summary>
    internal IReadOnlyList<Transition> Before(int year) => [.. Transitions.Where(t => t.Time < StartOf(year))];

    /// <summary>
    /// What never ends is standard time, whatever it is called: the footer could not say otherwise, and has to agree
    /// with the last transition (RFC 9636, section 3.3).
    /// </summary>
    private static TimeType TypeOf(ZoneInterval interval) =>
        new(interval.WallOffset.Seconds, interval.HasEnd ? interval.Savings.Seconds : 0, interval.Name);

    private static long StartOf(int year) => Instant.FromUtc(year, 1, 1, 0, 0).ToUnixTimeSeconds();
}
