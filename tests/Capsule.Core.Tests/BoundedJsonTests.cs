using System.Text;
using System.Text.Json;
using Capsule.Json;

namespace Capsule.Core.Tests;

public sealed class BoundedJsonTests
{
    private static readonly JsonBounds Text = JsonBounds.Values with { WantsText = true };

    [Theory]
    [InlineData(990, 1_000_000)]
    [InlineData(500, 200_000)]
    public void Many_values_that_are_nested_deeply_are_refused_since_they_cost_as_often_as_they_are_nested(int depth, int values)
    {
        var json = Nested(depth, values);

        var refusal = Assert.Throws<JsonException>(() => BoundedJson.Parse(json, JsonBounds.Values));
        Assert.Contains("nested", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(990, 10_000)]
    [InlineData(30, 1_000_000)]
    [InlineData(1, 1_000_000)]
    public void What_costs_no_more_than_its_length_allows_is_read(int depth, int values)
    {
        var element = BoundedJson.Parse(Nested(depth, values), JsonBounds.Values);

        Assert.Equal(JsonValueKind.Array, element.ValueKind);
    }

    [Theory]
    [InlineData("[1, 2")]
    [InlineData("[1] 2")]
    [InlineData("")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("{\"\\udc00\": 1}")]
    [InlineData("NaN")]
    public void What_is_no_JSON_or_no_text_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => BoundedJson.Parse(Encoding.UTF8.GetBytes(json), Text));

    [Fact]
    public void What_is_no_UTF8_is_refused() =>
        Assert.Throws<JsonException>(() => BoundedJson.Parse([(byte)'"', 0xff, (byte)'"'], JsonBounds.Values));

    [Fact]
    public void A_document_is_no_longer_and_no_deeper_than_its_bounds()
    {
        Assert.Throws<JsonException>(() => BoundedJson.Parse("[1,2,3]"u8, JsonBounds.Message with { Bytes = 6 }));
        Assert.ThrowsAny<JsonException>(() => BoundedJson.Parse(Nested(65, 1), JsonBounds.Message));
        Assert.Equal(3, BoundedJson.Parse("[1,2,3]"u8, JsonBounds.Message with { Bytes = 7 }).GetArrayLength());
    }

    [Fact]
    public void Reading_asks_now_and_then_whether_to_go_on()
    {
        var json = Nested(1, 1_000_000);
        var asked = 0;

        Assert.Throws<OperationCanceledException>(() => BoundedJson.Measure(json, JsonBounds.Values, () => ++asked < 10));
        Assert.Equal(10, asked);
    }

    [Fact]
    public void It_is_known_before_how_much_memory_a_document_takes()
    {
        var json = Nested(1, 1_000_000);

        Assert.InRange(BoundedJson.Measure(json, JsonBounds.Values), 14_000_000, 15_000_000);
    }

    private static byte[] Nested(int depth, int values) => Encoding.UTF8.GetBytes(
        new string('[', depth) + string.Join(',', Enumerable.Repeat("1", values)) + new string(']', depth));
}
