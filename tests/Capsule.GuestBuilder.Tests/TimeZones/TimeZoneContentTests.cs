using Capsule.GuestBuilder.TimeZones;
using CsCheck;
using NodaTime;
using NodaTime.TimeZones;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>The files say what NodaTime says.</summary>
public sealed class TimeZoneContentTests
{
    private static readonly Instant From = Instant.FromUtc(1850, 1, 1, 0, 0);
    private static readonly Instant To = Instant.FromUtc(2200, 1, 1, 0, 0);
    private static readonly Dictionary<string, TzifFile> Files =
        TimeZoneFiles.All().ToDictionary(file => file.Key, file => TzifFile.Read(file.Value), StringComparer.Ordinal);

    [Fact]
    public void Any_instant_has_the_offset_that_NodaTime_gives()
    {
        var instants = Gen.Long[From.ToUnixTimeSeconds(), To.ToUnixTimeSeconds()].Array[20];
        instants.Holds(
            times => Files.All(file => Array.TrueForAll(times, time => IsRight(file.Key, file.Value, time))), iter: 20);
    }

    [Fact]
    public void Every_change_happens_at_the_second_that_NodaTime_gives() => Assert.All(Files, file =>
    {
        foreach (var interval in DateTimeZoneProviders.Tzdb[file.Key].GetZoneIntervals(Instant.MinValue, To))
        {
            var start = interval.HasStart ? interval.Start.ToUnixTimeSeconds() : From.ToUnixTimeSeconds() - (1L << 33);
            Assert.Equal(TypeOf(interval), file.Value.At(start));
            Assert.True(!interval.HasEnd || TypeOf(interval) == file.Value.At(interval.End.ToUnixTimeSeconds() - 1));
        }
    });

    private static bool IsRight(string name, TzifFile file, long time) =>
        file.At(time) == TypeOf(DateTimeZoneProviders.Tzdb[name].GetZoneInterval(Instant.FromUnixTimeSeconds(time)));

    private static TzifType TypeOf(ZoneInterval interval) =>
        new(interval.WallOffset.Seconds, interval.Savings != Offset.Zero, interval.Name);
}
