using Capsule.GuestBuilder.TimeZones;
using NodaTime;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>What no zone of today does, but one of tomorrow's may.</summary>
public sealed class InventedTimeZonesTests
{
    [Fact]
    public void A_zone_that_no_rule_fits_is_written_out_to_2100_and_then_stays_in_winter()
    {
        // Fixed days of the month, which fall on any day of the week.
        var file = Read(year => (Instant.FromUtc(year, 3, 21, 0, 0), Instant.FromUtc(year, 9, 22, 0, 0)));
        Assert.Equal("WIN-1", file.Footer);
        Assert.Equal(2 * 101, file.Data.Times.Count);
        Assert.Equal("SUM", file.At(2100, 7, 1).Name);
        Assert.Equal("WIN", file.At(2101, 7, 1).Name);
    }

    [Fact]
    public void A_southern_zone_that_no_rule_fits_ends_in_winter_too()
    {
        var file = Read(year => (Instant.FromUtc(year, 9, 22, 0, 0), Instant.FromUtc(year + 1, 3, 21, 0, 0)));
        Assert.Equal("WIN-1", file.Footer);
        Assert.Equal("WIN", file.At(2100, 12, 1).Name);
        Assert.Equal("SUM", file.At(2099, 12, 1).Name);
    }

    [Fact]
    public void A_zone_whose_summers_end_is_written_out_to_the_last()
    {
        var file = Read(year => year > 2087
            ? null
            : (Instant.FromUtc(year, 3, 21, 0, 0), Instant.FromUtc(year, 9, 22, 0, 0)));
        Assert.Equal("WIN-1", file.Footer);
        Assert.Equal("SUM", file.At(2087, 7, 1).Name);
        Assert.Equal("WIN", file.At(2088, 7, 1).Name);
    }

    [Fact]
    public void A_summer_without_end_is_standard_time()
    {
        var file = Read(year => (Instant.FromUtc(year, 3, 21, 0, 0), null));
        Assert.Equal("SUM-2", file.Footer);
        Assert.Equal([new(3600, false, "WIN"), new(7200, false, "SUM")], file.Data.Types);
    }

    [Fact]
    public void A_rule_that_begins_after_2037_is_found()
    {
        var file = Read(year => (Instant.FromUtc(year, 3, 21, 0, 0), LastSunday(year, year < 2050 ? 9 : 10)));
        Assert.Equal("WIN-1", file.Footer);
        file = Read(year => (LastSunday(year, 3), LastSunday(year, year < 2050 ? 9 : 10)));
        Assert.Equal("WIN-1SUM,M3.5.0/1,M10.5.0", file.Footer);
        Assert.Equal(2 * 51, file.Data.Times.Count);
    }

    /// <summary>At midnight in UTC: one o'clock in winter, two in summer.</summary>
    private static Instant LastSunday(int year, int month)
    {
        var last = new LocalDate(year, month, 1).PlusMonths(1).PlusDays(-1);
        var sunday = last.DayOfWeek == IsoDayOfWeek.Sunday ? last : last.Previous(IsoDayOfWeek.Sunday);
        return sunday.AtMidnight().InUtc().ToInstant();
    }

    private static TzifFile Read(Func<int, (Instant Start, Instant? End)?> summerOf) =>
        TzifFile.Read(TimeZoneFiles.FileOf(new InventedZone(summerOf)));
}
