using System.Globalization;
using Capsule.Core.Tests.Options;
using Capsule.Options;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class ByteSizeTests
{
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
    ];

    [Theory]
    [InlineData("64MB", 64_000_000)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("0.5GB", 500_000_000)]
    [InlineData(".5GB", 500_000_000)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("3KB", 3000)]
    [InlineData("7B", 7)]
    [InlineData("64mb", 64_000_000)]
    [InlineData("512mIb", 536_870_912)]
    [InlineData("64 MB", 64_000_000)]
    [InlineData("  64MB\n", 64_000_000)]
    [InlineData("9223372036.854775807GB", long.MaxValue)]
    public void A_size_with_a_unit_is_accepted(string value, long bytes) =>
        Assert.Equal(new ByteSize(bytes), ByteSize.Read(Written.Of(value)));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("64000000", 64_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData(1, 1)]
    [InlineData(64_000_000, 64_000_000)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_size_without_a_unit_is_bytes(object value, long bytes) =>
        Assert.Equal(new ByteSize(bytes), ByteSize.Read(Written.Of(value)));

    [Theory]
    [InlineData("64M")]
    [InlineData("64K")]
    [InlineData("64Mi")]
    [InlineData("64TB")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("MB")]
    [InlineData("B")]
    [InlineData(".MB")]
    [InlineData("1.MB")]
    [InlineData("1.2.3MB")]
    [InlineData("64MBMB")]
    [InlineData("64MB 64MB")]
    [InlineData("64M B")]
    [InlineData("-5")]
    [InlineData("-5MB")]
    [InlineData("+5MB")]
    [InlineData("0")]
    [InlineData("0MB")]
    [InlineData("0.0GB")]
    [InlineData("0.0001KB")]
    [InlineData("1.5")]
    [InlineData("1.5B")]
    [InlineData("1e3MB")]
    [InlineData("1,000MB")]
    [InlineData("٣MB")]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036.854775808GB")]
    [InlineData("99999999999999999999999999999999999999GB")]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    [InlineData(64.0)]
    [InlineData(true)]
    [InlineData(null)]
    public void Anything_else_is_refused(object? value) => Assert.Null(ByteSize.Read(Written.Of(value)));

    [Fact]
    public void What_is_no_plain_value_is_refused()
    {
        Assert.Null(ByteSize.Read(Written.List("64MB")));
        Assert.Null(ByteSize.Read(new OptionValue.Other("64MB")));
    }

    [Theory]
    [InlineData(1, "1B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1KB")]
    [InlineData(1536, "1.536KB")]
    [InlineData(256_000_000, "256MB")]
    [InlineData(2_500_000_000, "2.5GB")]
    [InlineData(4_294_901_760, "4.29490176GB")]
    [InlineData(4_294_901_761, "4.294901761GB")]
    public void A_size_is_shown_exactly_in_the_largest_unit_that_fits(long bytes, string shown) =>
        Assert.Equal(shown, new ByteSize(bytes).ToString());

    [Fact]
    public void Any_size_reads_back_as_it_is_shown() => Bytes.Holds(
        bytes => ByteSize.Read(Written.Of(new ByteSize(bytes).ToString())) == new ByteSize(bytes)
            && ByteSize.Read(Written.Of(bytes.ToString(CultureInfo.InvariantCulture))) == new ByteSize(bytes)
            && ByteSize.Read(Written.Of(bytes)) == new ByteSize(bytes),
        iter: 2000);

    [Fact]
    public void A_fraction_of_a_unit_is_cut_to_whole_bytes() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 999], Gen.OneOf(Units)).Holds(
            (whole, thousandths, unit) =>
            {
                var bytes = (whole * 1000L + thousandths) * unit.Bytes / 1000;
                var read = ByteSize.Read(Written.Of($"{whole}.{thousandths:000}{unit.Name}"));
                return read == (bytes > 0 ? new ByteSize(bytes) : null);
            },
            iter: 2000);

    [Fact]
    public void Any_value_gives_a_positive_size_or_nothing() =>
        OptionGen.Value.Holds(value => ByteSize.Read(value) is not { Bytes: <= 0 }, iter: 5000);

    /// <summary>Of all magnitudes alike.</summary>
    private static Gen<long> Bytes { get; } =
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[0, 62]).Select((bytes, shift) => Math.Max(1, bytes >> shift));
}
