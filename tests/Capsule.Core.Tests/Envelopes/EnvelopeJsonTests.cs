using System.Text;
using System.Text.Json;
using CsCheck;

namespace Capsule.Core.Tests.Envelopes;

public sealed class EnvelopeJsonTests
{
    private static readonly ExecutionInfo Nothing = new()
    {
        TaskName = "main",
        DurationMs = 0,
        Retries = 0,
        FuelConsumed = 0,
        RamUsed = 0,
    };

    private const string NothingJson =
        """{"task_name":"main","duration_ms":0,"retries":0,"fuel_consumed":0,"ram_used":0,"host_requests":[]}""";

    [Fact]
    public void A_success_has_these_members_in_this_order()
    {
        var envelope = new Envelope
        {
            Result = Parse("""{ "b": [1, 2.50, null], "a": "x" }"""),
            Execution = Nothing with
            {
                DurationMs = 12.34567,
                Retries = 2,
                FuelConsumed = 50_000_000_000,
                RamUsed = 4_294_901_760,
            },
        };
        Assert.True(envelope.Success);
        Assert.Equal(
            """{"success":true,"result":{"b":[1,2.50,null],"a":"x"},"error":null,"execution":{"task_name":"main","""
            + """
            "duration_ms":12.346,"retries":2,"fuel_consumed":50000000000,"ram_used":4294901760,"host_requests":[]}}
            """,
            Json(envelope));
    }

    [Fact]
    public void A_failure_has_these_members_in_this_order()
    {
        var envelope = new Envelope
        {
            Error = new Failure(ErrorType.TaskError, "ValueError: no") { Exception = "ValueError", Traceback = "T\n" },
            Execution = Nothing,
        };
        Assert.False(envelope.Success);
        Assert.Equal(
            """{"success":false,"result":null,"error":{"error_type":"task_error","message":"ValueError: no","""
            + """
            "exception":"ValueError","traceback":"T\n"},"execution":
            """ + NothingJson + "}",
            Json(envelope));
    }

    [Fact]
    public void A_failure_without_an_exception_does_not_mention_one() => Assert.Equal(
        """{"success":false,"result":null,"error":{"error_type":"config_error","message":"wrong"},"execution":"""
        + NothingJson + "}",
        Json(new Envelope { Error = Failure.Config("wrong"), Execution = Nothing }));

    [Fact]
    public void An_empty_traceback_is_one() => Assert.Contains(
        "\"message\":\"m\",\"traceback\":\"\"}",
        Json(new Envelope { Error = Failure.Config("m") with { Traceback = "" }, Execution = Nothing }),
        StringComparison.Ordinal);

    [Fact]
    public void A_task_that_returned_nothing_succeeded_with_null() => Assert.Equal(
        """{"success":true,"result":null,"error":null,"execution":""" + NothingJson + "}",
        Json(new Envelope { Execution = Nothing }));

    [Fact]
    public void Requests_of_the_host_have_these_members_in_this_order()
    {
        var execution = Nothing with
        {
            HostRequests =
            [
                new("GET", "https://example.org/?a=1&b=2") { Status = 200, DurationMs = 1.23456, Bytes = 5_000, RequestBytes = 12, Headers = [new("Accept", "*/*"), new("X-Key", "REDACTED")] },
                new("POST", "https://example.com/") { Error = "host is not allowed" },
            ],
        };
        Assert.EndsWith(
            """
            "host_requests":[{"method":"GET","url":"https://example.org/?a=1&b=2","status":200,"duration_ms":1.235,
            """
            + """
            "bytes":5000,"request_bytes":12,"headers":[["Accept","*/*"],["X-Key","REDACTED"]]},{"method":"POST","url":"https://example.com/","status":null,"duration_ms":0,
            """
            + """
            "bytes":0,"request_bytes":0,"headers":[],"error":"host is not allowed"}]}}
            """,
            Json(new Envelope { Execution = execution }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_envelope_is_written_inside_other_json()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            EnvelopeJson.Write(writer, new Envelope { Execution = Nothing });
            writer.WriteEndArray();
        }

        Assert.Equal(
            $$"""[{"success":true,"result":null,"error":null,"execution":{{NothingJson}}}]""",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("é ü 日本 <a href='x'>&amp;</a>", "é ü 日本 <a href='x'>&amp;</a>")]
    [InlineData("\"\\/", "\\\"\\\\/")]
    [InlineData("a\r\n\tb\0", "a\\r\\n\\tb\\u0000")]
    public void Text_is_escaped_only_where_json_needs_it(string text, string written) => Assert.Contains(
        $"\"message\":\"{written}\"", Json(new Envelope { Error = Failure.Config(text), Execution = Nothing }),
        StringComparison.Ordinal);

    [Fact]
    public void A_number_of_the_result_keeps_its_digits() => Assert.Contains(
        "\"result\":[1e999,0.10,123456789012345678901234567890,-0]",
        Json(new Envelope
        {
            Result = Parse("[1e999, 0.10, 123456789012345678901234567890, -0]"),
            Execution = Nothing,
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Any_text_reads_back_from_a_single_line() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Where((a, b, c) => IsUnicode(a + b + c)).Holds(
            (message, name, text) =>
            {
                var json = Json(new Envelope
                {
                    Result = JsonSerializer.SerializeToElement(text),
                    Error = Failure.Config(message),
                    Execution = Nothing with { TaskName = name },
                });
                var read = Parse(json);
                Assert.DoesNotContain('\n', json);
                Assert.DoesNotContain('\r', json);
                Assert.Equal(message, read.GetProperty("error").GetProperty("message").GetString());
                Assert.Equal(name, read.GetProperty("execution").GetProperty("task_name").GetString());
                Assert.Equal(text, read.GetProperty("result").GetString());
            },
            iter: 500);

    [Fact]
    public void Half_a_surrogate_pair_in_a_message_is_replaced() => Assert.Contains(
        "a\\uFFFDb", Json(new Envelope { Error = Failure.Config("a\ud800b"), Execution = Nothing }),
        StringComparison.Ordinal);

    [Fact]
    public void A_result_that_is_nested_as_deep_as_a_guest_may_nest_is_written()
    {
        var deep = new string('[', 1000) + new string(']', 1000);
        var json = Json(new Envelope { Result = Parse(deep), Execution = Nothing });
        Assert.Contains(deep, json, StringComparison.Ordinal);
    }

    private static bool IsUnicode(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    private static string Json(Envelope envelope) => Encoding.UTF8.GetString(envelope.ToJson());

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }
}
