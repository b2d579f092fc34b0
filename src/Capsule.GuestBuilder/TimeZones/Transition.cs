namespace Capsule.GuestBuilder.TimeZones;

/// <summary>An instant at which a zone's clocks, or only its name for the time, change.</summary>
/// <param name="Time">Seconds since 1970 in UTC, without leap seconds.</param>
/// <param name="Before">What was valid until then.</param>
/// <param name="After">What is valid from then on.</param>
internal readonly record struct Transition(long Time, TimeType Before, TimeType After)
{
    /// <summary>What the clocks show at the change: the time that POSIX rules are written in.</summary>
    internal DateTime LocalTime => DateTime.UnixEpoch.AddSeconds(Time + Before.Offset);
}
