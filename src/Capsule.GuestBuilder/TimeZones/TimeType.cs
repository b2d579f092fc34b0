namespace Capsule.GuestBuilder.TimeZones;

/// <summary>A way to tell the time: a "local time type record" of RFC 9636, section 3.2.</summary>
/// <param name="Offset">Seconds east of UTC. Local mean times (LMT) do not end on a minute, and need not.</param>
/// <param name="Savings">
/// How far it deviates from the zone's standard time, in either direction: in Ireland the winter does, as in IANA's
/// data, where summer is standard and winter saves -1 h. Python's <c>dst()</c> then says -1 h in winter and 0 in
/// summer, as it does with every other build of that data.
/// </param>
/// <param name="Name">The abbreviation, such as "CEST" or "-03".</param>
/// <param name="IsMisleading">
/// Whether it began together with a change of standard time. A file does not hold savings: Python guesses them from the
/// first step into a type, for all of the type's years. A step that tells the wrong savings gets a type of its own, so
/// that it spoils no other year.
/// </param>
internal readonly record struct TimeType(int Offset, int Savings, string Name, bool IsMisleading = false)
{
    internal bool IsDaylight => Savings != 0;

    /// <summary>This type, as it is where it follows another.</summary>
    internal TimeType After(TimeType previous) =>
        this with { IsMisleading = IsDaylight && !previous.IsDaylight && Offset - previous.Offset != Savings };
}
