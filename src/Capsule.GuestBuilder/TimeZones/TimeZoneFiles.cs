using NodaTime;

namespace Capsule.GuestBuilder.TimeZones;

/// <summary>
/// The files below <c>/usr/share/zoneinfo</c>, without which Python's <c>zoneinfo</c> knows no zone: made from the time
/// zone database inside of NodaTime, so that a build needs nothing from the machine it runs on.
/// </summary>
internal static class TimeZoneFiles
{
    /// <summary>
    /// IANA's names, aliases too, each with its file (TZif, RFC 9636), in ordinal order. NodaTime's own "UTC+03" and
    /// the like are not among the ids that a provider lists.
    /// </summary>
    internal static IEnumerable<KeyValuePair<string, byte[]>> All()
    {
        var zones = DateTimeZoneProviders.Tzdb;
        return zones.Ids.Select(id => KeyValuePair.Create(id, FileOf(zones[id])));
    }

    /// <summary>A zone's file, whether IANA knows the zone or not.</summary>
    internal static byte[] FileOf(DateTimeZone zone) => ZoneFileEncoder.Encode(ZoneFile.Of(ZoneHistory.Of(zone)));
}
