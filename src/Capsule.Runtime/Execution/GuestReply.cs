using System.Text.Json;
using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Execution;

/// <summary>Takes apart what the guest's runner answers: a mark, and JSON. It comes from hostile code.</summary>
internal static class GuestReply
{
    private const byte Ok = (byte)'0';
    private const byte Failed = (byte)'1';
    private const int NameLimit = 256;
    private const int TextLimit = 65_536;

    /// <summary>The JSON of a success.</summary>
    /// <returns>The JSON, or null when the answer is a failure or none.</returns>
    internal static ReadOnlyMemory<byte>? Success(GuestAnswer answer) =>
        answer.Bytes.Span is [Ok, ..] ? answer.Bytes[1..] : null;

    /// <summary>The failure that an answer tells of, or null when it is no failure as the runner writes them.</summary>
    internal static GuestFailure? FailureOf(GuestAnswer answer)
    {
        if (answer.Bytes.Span is not [Failed, ..])
        {
            return null;
        }

        try
        {
            return Shorten(JsonSerializer.Deserialize(answer.Bytes.Span[1..], GuestMessages.Default.GuestFailure));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A failure of the guest in words, with advice where there is any.</summary>
    internal static Failure ToFailure(this GuestFailure failure, ErrorType type, string? advice = null) => new(
        type, advice is null ? Describe(failure) : $"{Describe(failure)} ({advice})")
    {
        Exception = failure.Exception,
        Traceback = failure.Traceback,
    };

    /// <summary>The beginning of an exception's name.</summary>
    internal static string? ShortenName(string? name) => Start(name, NameLimit);

    /// <summary>The beginning of a message.</summary>
    internal static string? ShortenMessage(string? message) => Start(message, TextLimit);

    /// <summary>The end of a traceback, which says what happened.</summary>
    internal static string? ShortenTraceback(string? traceback) =>
        traceback?.Length > TextLimit ? traceback[^TextLimit..] : traceback;

    /// <summary>Threat: a guest that has replaced the runner, and sends texts without an end to whoever keeps failures.</summary>
    private static GuestFailure? Shorten(GuestFailure? failure) => failure is null ? null : failure with
    {
        Exception = ShortenName(failure.Exception),
        Message = ShortenMessage(failure.Message),
        Traceback = ShortenTraceback(failure.Traceback),
    };

    private static string? Start(string? text, int length) => text?.Length > length ? text[..length] : text;

    private static string Describe(GuestFailure failure) => failure switch
    {
        { ExitCode: { } code } => $"the task ended itself with exit code {code}",
        { Exception: { Length: > 0 } exception, Message: { Length: > 0 } message } => $"{exception}: {message}",
        _ => failure.Exception ?? failure.Message ?? "the task failed",
    };
}
