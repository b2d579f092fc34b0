using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>docs/reference/envelope.md, "Results".</summary>
public sealed class JavaScriptResultTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("undefined", "null")]
    [InlineData("[undefined, null, , 1]", "[null,null,null,1]")]
    [InlineData("({ a: undefined, b: () => 1, [Symbol('c')]: 1, d: 1 })", """{"d":1}""")]
    [InlineData("12345678901234567890n", "12345678901234567890")]
    [InlineData("[0.1, -0, 1e21, 5e-324]", "[0.1,0,1e+21,5e-324]")]
    [InlineData("new Date(0)", "\"1970-01-01T00:00:00.000Z\"")]
    [InlineData("new Map([['a', 1], [2, 'b']])", """{"a":1,"2":"b"}""")]
    [InlineData("new Set([3, 1, 2])", "[3,1,2]")]
    [InlineData("new Uint8Array([1, 2, 255])", "\"AQL/\"")]
    [InlineData("new Uint8Array([1, 2, 255]).buffer", "\"AQL/\"")]
    [InlineData("new Float64Array([1.5, 2])", "[1.5,2]")]
    [InlineData("({ toJSON: () => [1] })", "[1]")]
    [InlineData("new (class Point { x = 1; #y = 2; get z() { return 3 } })()", """{"x":1}""")]
    [InlineData("new RangeError('no')", """{"name":"RangeError","message":"no"}""")]
    [InlineData("'\\u00e9 \\ud83d\\ude00 \\u2028'", "\"é 😀 \\u2028\"")]
    [InlineData("Object.create(null, { a: { value: 1, enumerable: true } })", """{"a":1}""")]
    public async Task Values_become_JSON(string expression, string json)
    {
        var envelope = await project.RunTextAsync($"export const main = () => ({expression})");
        Assert.True(envelope.Success, envelope.Error?.Message);
        Assert.Equal(
            System.Text.Json.Nodes.JsonNode.Parse(json)?.ToJsonString(), System.Text.Json.Nodes.JsonNode.Parse(envelope.Result.GetRawText())?.ToJsonString());
    }

    [Theory]
    [InlineData("({ a: [1, NaN] })", "result[\"a\"][1]: NaN is no JSON number")]
    [InlineData("-Infinity", "result: -Infinity is no JSON number")]
    [InlineData("(() => { const a = { b: {} }; a.b.c = [a]; return a })()", "result[\"b\"][\"c\"][0]: the value contains itself")]
    [InlineData("'\\ud800'", "half of a surrogate pair")]
    [InlineData("[Symbol('x')]", "result[0]: a symbol")]
    [InlineData("() => 1", "result: a function")]
    [InlineData("new Date(NaN)", "result: an invalid date")]
    [InlineData("new Map([[{}, 1]])", "a key of the Map is an object")]
    [InlineData("new Map([[1, 1], ['1', 2]])", "two keys of the Map become the same string, '1'")]
    [InlineData("[Promise.resolve(1)]", "await it first")]
    [InlineData("(() => { let a = []; for (let i = 0; i < 600; i++) a = [a]; return a })()", "nested deeper than 500 levels")]
    public async Task What_JSON_cannot_hold_is_named_with_its_place(string expression, string expected)
    {
        var error = (await project.RunTextAsync($"export const main = () => ({expression})")).Error!;
        Assert.Equal(ErrorType.InvalidResult, error.Type);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_of_megabytes_arrives_whole()
    {
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            export const main = task({ name: "main", compute: "HIGH" }, () => ({ text: "é".repeat(1_000_000), list: Array.from({ length: 100_000 }, (_, i) => i) }));
            """);
        Assert.True(envelope.Success, envelope.Error?.Message);
        Assert.Equal(1_000_000, envelope.Result.GetProperty("text").GetString()!.Length);
        Assert.Equal(99_999, envelope.Result.GetProperty("list")[99_999].GetInt32());
    }
}
