using System.Text;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.HostApi;
using CsCheck;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>Random requests to the host: each gets an answer that the guest's side can read, and none an exception.</summary>
public sealed class HostMessageFuzzTests
{
    private const int Requests = 100_000;

    private static readonly Gen<string> Name = Of(
        "call", "op", "handle", "timeout", "task", "echo", "fail", "start", "cancel", "nothing", "\\ud800", "", "\\u0000");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Name.Select(name => $"\"{name}\""),
        Gen.Int.Select(number => $"{number}"),
        Of("null", "true", "0", "-1", "1e308", "-1e308", "0.5", "1e999", "NaN", "9223372036854775808", "\"", "[", "{}"));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (6, Scalar),
            (1, self.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (1, Gen.Select(Name, self).Array[0, 3].Select(Object))));

    /// <summary>Often an operation, so that not all are refused at the door; waits are short.</summary>
    private static readonly Gen<byte[]> Request = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Select(Name, Value).Array[0, 5].Select(fields => Encoding.UTF8.GetBytes(Object(fields))),
        Gen.Select(
            Of("echo", "fail", "start", "cancel"), Of("echo", "fail", "none"), Scalar, Gen.Byte.Array[0, 9],
            (call, op, handle, payload) => (byte[])[.. Encoding.UTF8.GetBytes($$"""{"call":"{{call}}","op":"{{op}}","handle":{{handle}}}"""), 0, .. payload]));

    [Fact]
    public void Every_request_gets_an_answer()
    {
        using var dispatcher = new HostDispatcher(
            HostDispatcher.Table(new Echo(), new Fail()), new GuestWaiting(place: null, TimeProvider.System), new HostMemory(1 << 30),
            TestContext.Current.CancellationToken);

        Request.Holds(
            request =>
            {
                if (Encoding.UTF8.GetString(request).Contains("\"call\":\"wait\"", StringComparison.Ordinal))
                {
                    return;
                }

                var answer = dispatcher.Handle(default, request).Span;
                var end = answer.IndexOf((byte)0);
                using var read = JsonDocument.Parse(answer[..(end < 0 ? answer.Length : end)].ToArray());
                Assert.True(read.RootElement.TryGetProperty("ok", out _) || read.RootElement.TryGetProperty("error", out _));
            },
            iter: Requests, threads: 1);
    }

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Object((string Name, string Value)[] fields) =>
        $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value}"))}}}";

    private sealed class Echo : IHostOperation
    {
        public string Name => "echo";

        public Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(HostAnswer.Ok("1"u8.ToArray(), request.Payload));
    }

    private sealed class Fail : IHostOperation
    {
        public string Name => "fail";

        public Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException("an operation with a defect");
    }
}
