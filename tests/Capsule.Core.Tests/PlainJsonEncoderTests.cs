using System.Buffers;
using System.Text;
using System.Text.Json;
using Capsule.Json;
using CsCheck;

namespace Capsule.Core.Tests;

public sealed class PlainJsonEncoderTests
{
    /// <summary>Texts without halves of surrogate pairs.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, 0x10ffff].Where(Rune.IsValid).Select(value => new Rune(value).ToString()),
        Gen.Char['\0', '\xff'].Select(character => character.ToString()))
        .Array[0, 50].Select(string.Concat);

    [Fact]
    public void A_text_comes_back_and_is_as_long_as_its_characters_say() => Texts.Holds(text =>
    {
        foreach (var json in new[] { Write(writer => writer.WriteStringValue(text)), Write(writer => writer.WriteStringValue(Encoding.UTF8.GetBytes(text))) })
        {
            Assert.Equal(text, JsonElement.Parse(json).GetString());
            Assert.Equal(text.Sum(PlainJsonEncoder.LengthOf) + 2, json.Length);
            Assert.DoesNotContain(json, char.IsControl);
        }
    }, iter: 2000);

    [Theory]
    [InlineData("\U0001F600 é 漢 \u3000\u2028</a>&'+", "\U0001F600 é 漢 \u3000\u2028</a>&'+")]
    [InlineData("a\"\\\n\x1b\x9b", @"a\""\\\n\u001B\u009B")]
    public void What_JSON_does_not_require_is_not_escaped_except_control_characters(string text, string json) =>
        Assert.Equal($"\"{json}\"", Write(writer => writer.WriteStringValue(text)));

    /// <summary>Not data of the theory: an attribute cannot hold half of a surrogate pair.</summary>
    [Fact]
    public void Halves_of_surrogate_pairs_are_replaced() =>
        Assert.Equal("\"\ufffda\ufffd\"", Write(writer => writer.WriteStringValue($"{'\ud800'}a{'\udc00'}")));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
