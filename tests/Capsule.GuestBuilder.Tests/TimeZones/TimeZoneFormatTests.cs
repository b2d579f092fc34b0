using Capsule.GuestBuilder.TimeZones;
using NodaTime;

namespace Capsule.GuestBuilder.Tests.TimeZones;

public sealed class TimeZoneFormatTests
{
    private static readonly List<KeyValuePair<string, byte[]>> Files = [.. TimeZoneFiles.All()];

    [Fact]
    public void There_is_a_file_for_every_zone_and_alias()
    {
        Assert.Equal(DateTimeZoneProviders.Tzdb.Ids, Files.Select(file => file.Key));
        Assert.Equal(Files.Count, Files.DistinctBy(file => file.Key).Count());
        Assert.InRange(Files.Count, 590, 700);
    }

    [Fact]
    public void Every_name_is_a_path_that_IANA_allows() =>
        Assert.All(Files, file => Assert.Matches("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*$", file.Key));

    [Fact]
    public void Every_file_is_well_formed() => Assert.All(Files, file =>
    {
        var (legacy, data, footer) = TzifFile.Read(file.Value);
        Assert.Equal(legacy.Version, data.Version);
        Assert.Equal(PosixZone.Parse(footer).IsExtended ? '3' : '2', data.Version);
        Assert.Equal(data.Times.Order().Distinct(), data.Times);
        Assert.All(data.Indices, index => Assert.InRange(index, 0, data.Types.Length - 1));
        Assert.All(data.Types, type => Assert.Matches("^[A-Za-z0-9+-]{3,6}$", type.Name));
        Assert.All(data.Types, type => Assert.InRange(type.Offset, -89999, 93599));
    });

    /// <summary>dateutil and arrow read the first block alone, which is where "zic -b slim" writes nothing.</summary>
    [Fact]
    public void A_reader_of_version_1_gets_the_same_transitions() => Assert.All(Files, file =>
    {
        var (legacy, data, _) = TzifFile.Read(file.Value);
        var kept = data.Times.Index().Where(time => time.Item is >= int.MinValue and <= int.MaxValue).ToArray();
        Assert.Equal(kept.Select(time => time.Item), legacy.Times);
        Assert.Equal(
            kept.Select(time => data.Types[data.Indices[time.Index]]), legacy.Indices.Select(index => legacy.Types[index]));
        var before = data.Times.Count(time => time < int.MinValue);
        Assert.Equal(before == 0 ? data.Types[0] : data.Types[data.Indices[before - 1]], legacy.Types[0]);
    });

    [Fact]
    public void Every_type_is_in_use() => Assert.All(Files, file =>
    {
        var data = TzifFile.Read(file.Value).Data;
        Assert.Equal(Enumerable.Range(0, data.Types.Length), data.Indices.Prepend(0).Distinct().Order());
    });

    [Fact]
    public void Every_footer_agrees_with_the_last_transition() => Assert.All(Files, file =>
    {
        var (_, data, footer) = TzifFile.Read(file.Value);
        var last = data.Times.Count == 0 ? data.Types[0] : data.Types[data.Indices[^1]];
        Assert.Equal(last, PosixZone.Parse(footer).At(data.Times is [.., var time] ? time : 0));
    });

    [Fact]
    public void An_alias_has_the_file_of_its_zone()
    {
        var files = Files.ToDictionary(StringComparer.Ordinal);
        Assert.Equal(files["America/New_York"], files["US/Eastern"]);
    }

    [Fact]
    public void The_files_are_the_same_in_every_build() =>
        Assert.All(TimeZoneFiles.All().Zip(Files), pair => Assert.Equal(pair.Second.Value, pair.First.Value));
}
