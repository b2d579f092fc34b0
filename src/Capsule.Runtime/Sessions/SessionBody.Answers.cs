using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Json;

namespace Capsule.Runtime.Sessions;

/// <content>Reading what the guest's side answers, of which nothing is trusted.</content>
internal sealed partial class SessionBody
{
    private static Failure Tampered => new(ErrorType.InvalidResult, "a cell changed the session's own runner, and its answer is malformed");

    /// <summary>Threat: a value takes many times the length of its JSON, and is kept by whoever runs the cell.</summary>
    private SessionReply? Read(GuestAnswer answer, out Failure? failure)
    {
        try
        {
            var bytes = BoundedJson.Measure(SessionReply.Require(answer).Span, JsonBounds.Values);
            failure = bytes <= options.Policy.Ram.Bytes + HostMemory.Allowance ? null : new Failure(
                ErrorType.MemoryExceeded, $"what the cell shows takes {bytes} bytes as a document, more than ram={options.Policy.Ram} allows");
            return failure is null ? SessionReply.Read(answer) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            failure = Tampered;
            return null;
        }
    }

    private Failure? FailureOf(SessionReply reply, Failure? exceeded, string? denial)
    {
        var failure = reply.Error is { ExitCode: not 0 } error ? SessionStops.ToFailure(error, options, denial) : null;
        return exceeded is null
            ? failure
            : exceeded with { Exception = failure?.Exception, Traceback = failure?.Traceback };
    }
}
