using Capsule.GuestBuilder.TimeZones;
using NodaTime;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>Facts that are known from elsewhere, in case that NodaTime and the reader were wrong together.</summary>
public sealed class KnownTimeZonesTests
{
    private const int Hour = 3600;

    [Theory]
    [InlineData("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3")]
    [InlineData("America/New_York", "EST5EDT,M3.2.0,M11.1.0")]
    [InlineData("Australia/Lord_Howe", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")]
    [InlineData("America/Santiago", "<-04>4<-03>,M9.1.6/24,M4.1.6/24")]
    [InlineData("Africa/Cairo", "EET-2EEST,M4.5.5/0,M10.5.4/24")]
    public void A_zone_with_summer_time_ends_in_a_rule(string name, string footer)
    {
        var file = Read(name);
        Assert.Equal(footer, file.Footer);
        Assert.Equal('2', file.Data.Version);
        Assert.Equal(2037, YearOf(file.Data.Times[^1]));
    }

    [Theory]
    [InlineData("America/Nuuk", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0")]
    [InlineData("Asia/Jerusalem", "IST-2IDT,M3.4.4/26,M10.5.0")]
    public void A_rule_may_name_a_time_on_another_day(string name, string footer)
    {
        var file = Read(name);
        Assert.Equal(footer, file.Footer);
        Assert.Equal('3', file.Data.Version);
    }

    [Theory]
    [InlineData("UTC", "UTC0")]
    [InlineData("Asia/Kolkata", "IST-5:30")]
    [InlineData("Asia/Kathmandu", "<+0545>-5:45")]
    [InlineData("America/Sao_Paulo", "<-03>3")]
    [InlineData("Pacific/Apia", "<+13>-13")]
    [InlineData("Etc/GMT+5", "<-05>5")]
    public void A_zone_without_summer_time_ends_as_it_is(string name, string footer) =>
        Assert.Equal(footer, Read(name).Footer);

    [Fact]
    public void UTC_never_changed() => Assert.Empty(Read("UTC").Data.Times);

    [Theory]
    [InlineData("Europe/Berlin", (53 * 60) + 28)]
    [InlineData("America/New_York", -((4 * Hour) + (56 * 60) + 2))]
    public void Local_mean_time_comes_first_to_the_second(string name, int offset) =>
        Assert.Equal(new(offset, false, "LMT"), Read(name).At(1850, 1, 1));

    [Fact]
    public void Apia_left_out_a_day()
    {
        var file = Read("Pacific/Apia");
        Assert.Equal(-10 * Hour, file.At(2011, 12, 30, 9).Offset);
        Assert.Equal(14 * Hour, file.At(2011, 12, 30, 10).Offset);
    }

    [Fact]
    public void Lord_Howe_changes_by_half_an_hour()
    {
        Assert.Equal(new(11 * Hour, true, "+11"), Read("Australia/Lord_Howe").At(2024, 1, 15));
        Assert.Equal(new((10 * Hour) + 1800, false, "+1030"), Read("Australia/Lord_Howe").At(2024, 7, 15));
    }

    [Fact]
    public void Morocco_saves_in_Ramadan()
    {
        Assert.Equal(new(0, true, "+00"), Read("Africa/Casablanca").At(2025, 3, 15));
        Assert.Equal(new(Hour, false, "+01"), Read("Africa/Casablanca").At(2025, 6, 15));
    }

    [Fact]
    public void Gaza_ends_in_a_rule_only_after_the_Ramadans_that_are_foretold()
    {
        var file = Read("Asia/Gaza");
        Assert.InRange(YearOf(file.Data.Times[^1]), 2080, 2099);
        Assert.Contains(",M3.", file.Footer, StringComparison.Ordinal);
    }

    [Fact]
    public void Irish_winter_is_the_time_that_saves()
    {
        var file = Read("Europe/Dublin");
        Assert.Equal("IST-1GMT0,M10.5.0,M3.5.0/1", file.Footer);
        Assert.Equal(new(0, true, "GMT"), file.At(2024, 1, 15));
        Assert.Equal(new(Hour, false, "IST"), file.At(2024, 7, 15));
        Assert.Equal((-Hour, 0), (PythonSavings.At(file, 2024, 1, 15), PythonSavings.At(file, 2024, 7, 15)));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2024, Hour)]
    [InlineData("Australia/Lord_Howe", 2025, 0)]
    [InlineData("America/Scoresbysund", 1990, Hour)]
    [InlineData("America/Bahia_Banderas", 2015, Hour)]
    [InlineData("Asia/Ust-Nera", 2000, Hour)]
    [InlineData("America/Argentina/Cordoba", 1991, 0)]
    public void Python_guesses_what_summer_saves(string name, int year, int savings) =>
        Assert.Equal(savings, PythonSavings.At(Read(name), year, 7, 1));

    private static TzifFile Read(string name) => TzifFile.Read(TimeZoneFiles.FileOf(DateTimeZoneProviders.Tzdb[name]));

    private static int YearOf(long time) => DateTimeOffset.FromUnixTimeSeconds(time).Year;
}
