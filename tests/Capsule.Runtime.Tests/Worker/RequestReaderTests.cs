using System.Text;
using Capsule.Runtime.Worker;
using CsCheck;

namespace Capsule.Runtime.Tests.Worker;

public sealed class RequestReaderTests
{
    private static readonly string[] Lines =
    [
        """{"id":1,"method":"run","source":"x","args":[1,{"a":null}],"kwargs":{"b":2},"mounts":["./a"],"options":{"ram":"64MB"},"stream":true}""",
        """{"id":"a","method":"session_create","options":{"disk":"1MB","grace":1,"output_kept":5},"grants":{"secrets":{"K":["h"]},"allowed_files":["./a"]},"mounts":["a::b:rw"]}""",
        """{"id":2,"method":"session_run","session":"5b0c","source":"1","options":{"compute":"LOW","timeout":"1s"},"stream":false}""",
        """{"id":3,"method":"session_write_file","session":"5b0c","path":"a","base64":"AAA="}""",
        """{"id":5,"method":"run","source":"x","tools":[{"name":"a","description":"b","parameters":{"type":"object"},"result":{},"timeout":"1s","max_calls":2,"max_result_bytes":"1MB"}]}""",
        """{"id":8,"method":"run","file":"x.py","durable":true,"key":"k"}""",
        """{"id":9,"method":"run_list","status":"running","open":true,"limit":5,"cwd":"a"}""",
        """{"id":10,"method":"run_resume","run":"k","mounts":["./a"],"tools":[],"accept_changes":true,"stream":true}""",
        """{"id":11,"method":"run_signal","run":"k","name":"n","payload":{"a":1}}""",
        """{"id":6,"method":"tool_result","call":17,"result":{"a":[1]}}""",
        """{"id":7,"method":"tool_result","call":17,"error":{"kind":"tool","message":"no"}}""",
        """{"id":4,"method":"session_restore","session":"5b0c","snapshot":"1"}""",
    ];

    private static readonly string[] Pieces =
        ["null", "[]", "{}", "\"\"", "-1", "1e999", "\"\\ud800\"", "\"\\u0000\"", "true", "\"session_create\"", "\"LOW\"", "[[1]]", "\"from_file\":\"/dev/zero\""];

    [Fact]
    public void Whatever_a_line_holds_it_is_a_request_or_a_failure() =>
        Gen.Select(Gen.Int[0, Lines.Length - 1], Gen.Int[0, 400], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1], Gen.Byte)
            .Holds((line, at, length, piece, mark) =>
            {
                var bytes = Encoding.UTF8.GetBytes(Lines[line]);
                var (start, end) = (Math.Min(at, bytes.Length), Math.Min(at + length, bytes.Length));
                foreach (var middle in new[] { Encoding.UTF8.GetBytes(Pieces[piece]), [mark], [] })
                {
                    var (_, read) = RequestReader.Read([.. bytes.AsSpan(0, start), .. middle, .. bytes.AsSpan(end)]);
                    Assert.True(read.Failure is not null || read.Value is not null);
                }
            }, iter: 20_000);

    [Fact]
    public void Values_of_any_kind_in_any_member_are_a_request_or_a_failure()
    {
        foreach (var line in Lines)
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            foreach (var member in json.RootElement.EnumerateObject().Where(member => member.Name is not ("id" or "method")))
            {
                foreach (var piece in Pieces.Where(piece => !piece.Contains(':', StringComparison.Ordinal)))
                {
                    var changed = line.Replace(member.Value.GetRawText(), piece, StringComparison.Ordinal);
                    var (id, read) = RequestReader.Read(Encoding.UTF8.GetBytes(changed));
                    Assert.True(read.Failure is not null || read.Value is not null, changed);
                    Assert.True(id != RequestId.None || changed.Contains("\"id\":" + piece, StringComparison.Ordinal), changed);
                }
            }
        }
    }

    /// <summary>A reader that looks back from each end to its start takes hours for this line.</summary>
    [Theory]
    [InlineData("\"id\":7,\"method\":\"ping\",\"x\":")]
    [InlineData("\"x\":[{\"id\":1}],\"id\":7,\"y\":")]
    public void A_line_that_is_nested_half_a_million_deep_is_refused_under_its_id(string members)
    {
        var line = $"{{{members}{new string('[', 500_000)}{new string(']', 500_000)}}}";

        var (id, read) = RequestReader.Read(Encoding.UTF8.GetBytes(line));

        Assert.Equal(new RequestId(7, null), id);
        Assert.NotNull(read.Failure);
    }
}
