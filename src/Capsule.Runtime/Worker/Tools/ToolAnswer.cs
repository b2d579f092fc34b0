using System.Text.Json;

namespace Capsule.Runtime.Worker.Tools;

/// <summary>What a client says to a call of one of its functions: a result, or why there is none.</summary>
/// <param name="Result">The result.</param>
/// <param name="Error">Why there is none, or null.</param>
/// <param name="Message">The failure in words, which sandboxed code is told.</param>
internal sealed record ToolAnswer(JsonElement Result, HostErrorKind? Error, string Message)
{
    private const int MaxMessageLength = 4096;
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>The kinds of failures that a client can tell of.</summary>
    private static readonly (string Name, HostErrorKind Kind)[] Kinds =
        [("tool", HostErrorKind.Tool), ("permission_denied", HostErrorKind.PermissionDenied), ("bad_request", HostErrorKind.BadRequest),
            ("limit_exceeded", HostErrorKind.LimitExceeded)];

    internal static ToolAnswer Of(JsonElement result) => new(result, null, "");

    /// <summary>Reads the members of a <c>tool_result</c>.</summary>
    internal static Outcome<(long Call, ToolAnswer Answer)> Read(JsonElement json)
    {
        if (json.EnumerateObject().FirstOrDefault(member => member.Name is not ("id" or "method" or "call" or "result" or "error")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return Failure.Config($"a tool_result has no \"{(unknown.Name.Length <= 100 ? unknown.Name : unknown.Name[..100] + "…")}\"; it has \"call\", and \"result\" or \"error\"");
        }

        if (!json.TryGetProperty("call", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var call))
        {
            return Failure.Config("\"call\" is the number of the call, as tool_call has it");
        }

        if (!json.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
        {
            return (call, Of(json.TryGetProperty("result", out var result) ? result : Null));
        }

        return error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
            && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            && Array.Find(Kinds, known => known.Name == kind.GetString()) is { Name: not null } found
                ? (call, new ToolAnswer(Null, found.Kind, Bounded(message.GetString()!)))
                : Failure.Config($"\"error\" takes {{\"kind\": …, \"message\": \"…\"}} with a kind of {string.Join(", ", Kinds.Select(known => $"\"{known.Name}\""))}");
    }

    private static string Bounded(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength] + "…";
}
