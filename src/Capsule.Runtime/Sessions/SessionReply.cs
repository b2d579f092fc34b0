using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Json;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Sessions;

/// <summary>Takes apart what the guest's side of a session answers. It comes from hostile code.</summary>
/// <param name="Value">The value of the last expression.</param>
/// <param name="Error">The exception.</param>
/// <param name="Assigned">The name that the last statement assigned to: empty for another target, null where it is no assignment.</param>
internal sealed record SessionReply(SessionValue? Value, SessionError? Error, string? Assigned)
{
    /// <summary>Threat: an answer that takes the host's memory. The guest's own limits add up to less.</summary>
    private const int SizeLimit = 160 << 20;

    private const int MaxNameLength = 100;

    /// <summary>What helps with a cell that shows nothing, or null. Threat: the name is the guest's, and the words are read by models.</summary>
    internal string? Hint => Assigned is null || Value is not null || Error is not null ? null
        : Assigned.Length is > 0 and <= MaxNameLength && (Assigned[0] == '_' || char.IsLetter(Assigned[0])) && Assigned.All(letter => letter == '_' || char.IsLetterOrDigit(letter))
            ? $"the last statement assigns to {Assigned}, so the cell has no value: end it with {Assigned} to see it"
            : "the last statement is an assignment, so the cell has no value: end it with an expression to see one";

    /// <summary>Reads the answer to <c>run</c>.</summary>
    /// <exception cref="JsonException">The guest's answer is malformed.</exception>
    internal static SessionReply Read(GuestAnswer answer)
    {
        var root = Parse(Require(answer));
        return new SessionReply(
            root.GetProperty("value") is { ValueKind: not JsonValueKind.Null } value ? ReadValue(value) : null,
            root.GetProperty("error") is { ValueKind: not JsonValueKind.Null } error
                ? Shorten(error.Deserialize(SessionMessages.Default.SessionError))
                : null,
            root.GetProperty("assigned").GetString());
    }

    /// <summary>The JSON of a success.</summary>
    /// <exception cref="JsonException">It is a failure of the guest's side, or too long.</exception>
    internal static ReadOnlyMemory<byte> Require(GuestAnswer answer) =>
        GuestReply.Success(answer) is { } json && json.Length <= SizeLimit
            ? json
            : throw new JsonException(GuestReply.FailureOf(answer)?.Exception);

    /// <summary>The answer to <c>complete</c>, or null when it does not fit the line.</summary>
    internal static SessionCompletion? Completion(ReadOnlyMemory<byte> json, string line)
    {
        var found = JsonSerializer.Deserialize(json.Span, SessionMessages.Default.SessionCompletion);
        return found is { Matches: not null } && found.Start >= 0 && found.Start <= line.Length ? found : null;
    }

    /// <summary>JSON that can also be written: it may escape half of a surrogate pair, which reads well.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static JsonElement Parse(ReadOnlyMemory<byte> json) =>
        BoundedJson.Parse(json.Span, JsonBounds.Values with { WantsText = true });

    /// <summary>Failures of cells are kept, sent and shown as those of tasks are: so they are no longer.</summary>
    private static SessionError? Shorten(SessionError? error) => error is null ? null : error with
    {
        Exception = GuestReply.ShortenName(error.Exception),
        Message = GuestReply.ShortenMessage(error.Message),
        Traceback = GuestReply.ShortenTraceback(error.Traceback),
    };

    private static SessionValue ReadValue(JsonElement value)
    {
        var json = value.GetProperty("json");
        return new SessionValue(
            value.GetProperty("repr").GetString() ?? "",
            json.ValueKind == JsonValueKind.Null ? null : json,
            MimeBundle.Read(value.GetProperty("data")));
    }
}
