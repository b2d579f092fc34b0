using Capsule.Options;

namespace Capsule.Core.Tests.Options;

public sealed class OptionValueTests
{
    [Theory]
    [InlineData("64M", "\"64M\"")]
    [InlineData("", "\"\"")]
    [InlineData(-5, "-5")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(0.5, "0.5")]
    [InlineData(-1e300, "-1E+300")]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    [InlineData(null, "None")]
    public void A_plain_value_is_shown_as_it_was_written(object? value, string shown) =>
        Assert.Equal(shown, Written.Of(value).Show());

    [Fact]
    public void A_list_is_shown_with_its_items() =>
        Assert.Equal("[\"a\", 1, [true]]", Written.List("a", 1, Written.List(true)).Show());

    [Fact]
    public void A_table_is_shown_with_its_keys() =>
        Assert.Equal("{path: \"./data\", mode: None}", Written.Table(("path", "./data"), ("mode", null)).Show());

    [Fact]
    public void What_is_empty_is_shown_by_its_brackets()
    {
        Assert.Equal("[]", Written.List().Show());
        Assert.Equal("{}", Written.Table().Show());
    }

    [Fact]
    public void What_no_option_takes_is_shown_as_its_guest_showed_it() =>
        Assert.Equal("<function main at 0x1>", new OptionValue.Other("<function main at 0x1>").Show());
}
