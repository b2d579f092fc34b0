using System.Text.Json;
using Capsule.Options;
using CsCheck;

namespace Capsule.Core.Tests.Options;

public sealed class OptionValuesTests
{
    [Theory]
    [InlineData("\"64MB\"", "64MB")]
    [InlineData("\"\\u00e9\\ud83d\\ude00\"", "é😀")]
    [InlineData("0", 0)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", 9223372036854775808.0)]
    [InlineData("1.0", 1.0)]
    [InlineData("1e2", 100.0)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    public void A_plain_value_is_read(string json, object? expected) =>
        Assert.Equal(Written.Of(expected), FromJson(json));

    [Theory]
    [InlineData("[]")]
    [InlineData("[1, \"a\", [true, None]]")]
    public void A_list_is_read(string shown) =>
        Assert.Equal(shown, FromJson(shown.Replace("None", "null", StringComparison.Ordinal)).Show());

    [Fact]
    public void A_table_is_read() =>
        Assert.Equal("{path: \"./data\", mode: {a: 1}}", FromJson("""{"path": "./data", "mode": {"a": 1}}""").Show());

    [Fact]
    public void Of_a_key_that_comes_twice_the_last_counts() =>
        Assert.Equal("{a: 2}", FromJson("""{"a": 1, "a": 2}""").Show());

    [Fact]
    public void A_missing_value_is_none() => Assert.Equal(new OptionValue.None(), OptionValues.FromJson(default));

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    [InlineData("{\"\\ud800\": 1}")]
    public void Half_a_surrogate_pair_is_something_that_no_option_takes(string json) =>
        Assert.Equal(new OptionValue.Other(json), FromJson(json));

    [Fact]
    public void Half_a_surrogate_pair_does_not_hide_what_is_around_it() =>
        Assert.Equal("[1, \"\\ud800\"]", FromJson("""[1, "\ud800"]""").Show());

    [Fact]
    public void Any_text_is_read_back_from_its_json() =>
        Gen.String.Where(text => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar)).Holds(
            text => FromJson(JsonSerializer.Serialize(text)) == new OptionValue.Text(text), iter: 1000);

    [Fact]
    public void Any_number_is_read_back_from_its_json()
    {
        Gen.Long.Holds(
            number => FromJson(JsonSerializer.Serialize(number)) == new OptionValue.Integer(number), iter: 1000);
        Gen.Double.Where(number => double.IsFinite(number) && !double.IsInteger(number)).Holds(
            number => FromJson(JsonSerializer.Serialize(number)) == new OptionValue.Real(number), iter: 1000);
    }

    private static OptionValue FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        return OptionValues.FromJson(document.RootElement);
    }
}
