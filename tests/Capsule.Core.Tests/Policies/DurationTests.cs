using System.Globalization;
using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class DurationTests
{
    private static readonly (string Name, long Milliseconds)[] Units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("5m500ms", 300_500)]
    [InlineData("1h0m", 3_600_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0.25s", 250)]
    [InlineData("1.001s", 1001)]
    [InlineData("1H30M", 5_400_000)]
    [InlineData("500Ms", 500)]
    [InlineData(" 30s\n", 30_000)]
    [InlineData("1ms", 1)]
    [InlineData("3650d", 315_360_000_000)]
    public void A_time_with_units_is_accepted(string value, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Read(Written.Of(value)));

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(90, 90_000)]
    [InlineData(315_360_000, 315_360_000_000)]
    [InlineData(0.5, 500)]
    [InlineData(1.001, 1001)]
    [InlineData(0.001, 1)]
    [InlineData("1", 1000)]
    [InlineData("0.5", 500)]
    [InlineData(".5", 500)]
    [InlineData("1.001", 1001)]
    [InlineData("90", 90_000)]
    public void A_number_is_seconds(object value, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Read(Written.Of(value)));

    [Theory]
    [InlineData("xyz")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData(".")]
    [InlineData(".s")]
    [InlineData("5.s")]
    [InlineData("-1")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("0h0m")]
    [InlineData("0.5ms")]
    [InlineData("0.0001")]
    [InlineData("5 parsecs")]
    [InlineData("5 s")]
    [InlineData("1h 30m")]
    [InlineData("1m30")]
    [InlineData("30m1h")]
    [InlineData("1ms1s")]
    [InlineData("1s1s")]
    [InlineData("1w")]
    [InlineData("1sec")]
    [InlineData("1:30")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("٣s")]
    [InlineData("٣")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("3651d")]
    [InlineData("315360001")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(315_360_001)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    [InlineData(0.0009)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(true)]
    [InlineData(null)]
    public void Anything_else_is_refused(object? value) => Assert.Null(Duration.Read(Written.Of(value)));

    [Fact]
    public void What_is_no_plain_value_is_refused()
    {
        Assert.Null(Duration.Read(Written.List("30s")));
        Assert.Null(Duration.Read(new OptionValue.Other("30s")));
    }

    [Fact]
    public void A_number_of_any_length_is_refused_and_not_thrown_at()
    {
        Assert.Null(Duration.Read(Written.Of(new string('9', 100_000) + "s")));
        Assert.Null(Duration.Read(Written.Of(new string('9', 100_000))));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1001, "1s1ms")]
    [InlineData(30_000, "30s")]
    [InlineData(5_400_000, "1h30m")]
    [InlineData(93_784_005, "1d2h3m4s5ms")]
    public void A_time_is_shown_with_its_units(long milliseconds, string shown) =>
        Assert.Equal(shown, Duration.Show(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void A_part_of_a_millisecond_is_shown() =>
        Assert.Equal("1s1.5ms", Duration.Show(TimeSpan.FromMicroseconds(1_001_500)));

    [Fact]
    public void Any_time_reads_back_as_it_is_shown() => Ticks.Holds(
        ticks => Duration.Read(Written.Of(Duration.Show(new TimeSpan(ticks)))) == new TimeSpan(ticks), iter: 5000);

    [Fact]
    public void Any_whole_number_of_milliseconds_reads_as_that_many() =>
        Gen.OneOf(Gen.Long[1, 100_000], Gen.Long[1, 315_360_000_000]).Holds(
            milliseconds =>
            {
                var expected = TimeSpan.FromMilliseconds(milliseconds);
                var seconds = (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
                return Duration.Read(Written.Of($"{milliseconds}ms")) == expected
                    && Duration.Read(Written.Of($"{seconds}s")) == expected
                    && Duration.Read(Written.Of(seconds)) == expected
                    && Duration.Read(Written.Of(milliseconds / 1000d)) == expected;
            },
            iter: 5000);

    [Fact]
    public void Units_count_when_they_fall_and_are_refused_otherwise() =>
        Gen.Select(Gen.Int[1, 59].Array[5], Gen.Shuffle(Enumerable.Range(0, 5).ToArray()), Gen.Int[1, 5]).Holds(
            (amounts, order, count) =>
            {
                var written = order[..count];
                var text = string.Concat(written.Select(unit => $"{amounts[unit]}{Units[unit].Name}"));
                var sum = written.Sum(unit => amounts[unit] * Units[unit].Milliseconds);
                var falls = written.SequenceEqual(written.Order());
                return Duration.Read(Written.Of(text)) == (falls ? TimeSpan.FromMilliseconds(sum) : null);
            },
            iter: 2000);

    [Fact]
    public void Any_value_gives_a_time_within_bounds_or_nothing() => OptionGen.Value.Holds(
        value => Duration.Read(value) is not { } time || (time > TimeSpan.Zero && time <= Duration.Longest),
        iter: 5000);

    private static Gen<long> Ticks { get; } = Gen.OneOf(
        Gen.Long[TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMinute],
        Gen.Long[TimeSpan.TicksPerMillisecond, Duration.Longest.Ticks]);
}
