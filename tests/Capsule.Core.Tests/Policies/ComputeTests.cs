using System.Globalization;
using Capsule.Core.Tests.Options;
using Capsule.Options;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class ComputeTests
{
    [Theory]
    [InlineData("LOW", 100_000_000, "LOW")]
    [InlineData("MEDIUM", 2_000_000_000, "MEDIUM")]
    [InlineData("HIGH", 50_000_000_000, "HIGH")]
    [InlineData("low", 100_000_000, "LOW")]
    [InlineData("Medium", 2_000_000_000, "MEDIUM")]
    [InlineData("hIGH", 50_000_000_000, "HIGH")]
    [InlineData("1", 1, null)]
    [InlineData("0042", 42, null)]
    [InlineData("9223372036854775807", long.MaxValue, null)]
    [InlineData(1, 1, null)]
    [InlineData(100_000_000, 100_000_000, "LOW")]
    [InlineData(100_000_001, 100_000_001, null)]
    [InlineData(long.MaxValue, long.MaxValue, null)]
    public void A_level_or_a_positive_integer_is_accepted(object value, long units, string? level) =>
        Assert.Equal(new Compute(units, level), Compute.Read(Written.Of(value)));

    [Theory]
    [InlineData("FOO")]
    [InlineData("")]
    [InlineData("LOWER")]
    [InlineData("MED")]
    [InlineData("LOW HIGH")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("٣")]
    [InlineData("9223372036854775808")]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    [InlineData(true)]
    [InlineData(null)]
    public void Anything_else_is_refused(object? value) => Assert.Null(Compute.Read(Written.Of(value)));

    [Fact]
    public void What_is_no_plain_value_is_refused()
    {
        Assert.Null(Compute.Read(Written.List("LOW")));
        Assert.Null(Compute.Read(Written.Table(("LOW", 1))));
        Assert.Null(Compute.Read(new OptionValue.Other("LOW")));
    }

    [Fact]
    public void Each_level_allows_more_than_the_one_below()
    {
        Assert.True(Compute.Low.Units < Compute.Medium.Units);
        Assert.True(Compute.Medium.Units < Compute.High.Units);
    }

    [Fact]
    public void A_level_is_shown_with_its_units_in_words() =>
        Assert.Equal("MEDIUM (2,000,000,000 units)", Compute.Medium.ToString());

    [Fact]
    public void Any_number_of_units_reads_back_as_it_is_shown() => Gen.Long[1, long.MaxValue].Holds(
        units => Compute.Read(Written.Of(new Compute(units).ToString())) == new Compute(units)
            && Compute.Read(Written.Of(units)) == new Compute(units),
        iter: 1000);

    [Fact]
    public void The_digits_of_a_number_read_as_that_number() =>
        Gen.Select(Gen.Long, Gen.Int[0, 3]).Holds(
            (units, zeros) =>
            {
                var text = new string('0', zeros) + units.ToString(CultureInfo.InvariantCulture);
                return Compute.Read(Written.Of(text)) == (units > 0 ? new Compute(units) : null);
            },
            iter: 1000);

    [Fact]
    public void Any_value_gives_positive_units_or_nothing() =>
        OptionGen.Value.Holds(value => Compute.Read(value) is not { Units: <= 0 }, iter: 5000);
}
