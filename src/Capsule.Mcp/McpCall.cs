using System.Text.Json;
using Capsule.Runtime;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Capsule.Mcp;

/// <summary>A call of a tool: its arguments, and the client that wants to know how far it is.</summary>
internal sealed class McpCall(RequestContext<CallToolRequestParams> request)
{
    private const int MessageLength = 500;
    private int progress;

    /// <summary>An argument, or null where there is none.</summary>
    internal JsonElement? Find(string name) =>
        request.Params.Arguments is { } arguments && arguments.TryGetValue(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>A text argument.</summary>
    /// <exception cref="McpProtocolException">It is missing or no text.</exception>
    internal string Text(string name) => OptionalText(name) ?? throw Invalid($"the argument '{name}' is missing");

    /// <summary>A text argument, or null.</summary>
    /// <exception cref="McpProtocolException">It is no text.</exception>
    internal string? OptionalText(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Invalid($"the argument '{name}' takes a string");

    /// <summary>A whole number from 0 on; 0 where there is none.</summary>
    /// <exception cref="McpProtocolException">It is something else.</exception>
    internal int Number(string name) => Find(name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number
        : throw Invalid($"the argument '{name}' takes a whole number from 0 on");

    /// <summary>An argument of a kind, or null.</summary>
    /// <exception cref="McpProtocolException">It is of another kind.</exception>
    internal JsonElement? Optional(string name, JsonValueKind kind) => Find(name) is not { } value ? null
        : value.ValueKind == kind ? value
        : throw Invalid($"the argument '{name}' takes {(kind == JsonValueKind.Array ? "a list" : "an object")}");

    /// <summary>The language of the code that the call is about; Python without.</summary>
    /// <exception cref="McpProtocolException">It is none.</exception>
    internal GuestLanguage Language()
    {
        var word = OptionalText("language") ?? GuestLanguage.Python.Name;
        return GuestLanguage.OfWord(word) ?? throw Invalid($"the argument 'language' is '{word}'; it takes python or typescript");
    }

    /// <summary>Refuses arguments that do not fit.</summary>
    internal static McpProtocolException Invalid(string message) => new(message, McpErrorCode.InvalidParams);

    /// <summary>Tells the client what happens, if it asked to be told.</summary>
    internal Task ReportAsync(TaskEvent happened, CancellationToken cancellationToken) =>
        Describe(happened) is { } message ? ReportAsync(message, cancellationToken) : Task.CompletedTask;

    /// <summary>Tells the client something, if it asked to be told.</summary>
    internal async Task ReportAsync(string message, CancellationToken cancellationToken)
    {
        if (request.Params.ProgressToken is not { } token)
        {
            return;
        }

        var shown = message.Length > MessageLength ? message[..MessageLength] + "…" : message;
        var value = new ProgressNotificationValue { Progress = ++progress, Message = shown };
        await request.Server.NotifyProgressAsync(token, value, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static string? Describe(TaskEvent happened) => happened switch
    {
        TaskEvent.Started started => $"{started.Task.Name} started",
        TaskEvent.Output { Text: var text } => text,
        TaskEvent.Retried retried => $"{retried.Task.Name}: retry {retried.Retry}: {retried.Error.Message}",
        TaskEvent.Ended ended => $"{ended.Task.Name} ended",
        _ => null,
    };
}
