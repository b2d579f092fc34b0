using System.Text.Json;
using Capsule.Json;
using Capsule.Options;
using Capsule.Runtime.Worker.Runs;
using Capsule.Runtime.Worker.Sessions;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>Understands a line. Whatever it holds, the answer is a request or a failure, and an id where there is one.</summary>
internal static class RequestReader
{
    private static readonly JsonBounds Strict = JsonBounds.Message;

    /// <summary>The id of a line that nobody else understands is looked for however deeply the rest of it is nested.</summary>
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private static readonly string[] Methods = ["run", "cancel", "ping", "tool_result", .. StoredRunMethod.All.Select(method => method.Name), .. SessionMethod.All.Select(method => method.Name)];

    /// <summary>Reads a line of JSON.</summary>
    internal static (RequestId Id, Outcome<WorkerRequest> Request) Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = BoundedJson.Parse(line, Strict);
            if (json.ValueKind != JsonValueKind.Object)
            {
                return (RequestId.None, Failure.Config("a request is a JSON object on one line"));
            }

            return json.TryGetProperty("id", out var given) && RequestId.Read(given) is { } id
                ? (id, ReadMethod(json, id, line))
                : (RequestId.None, Failure.Config($"a request needs an \"id\": {RequestId.Forms}"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (FindId(line), Failure.Config($"the line is no valid JSON: {e.Message}"));
        }
    }

    /// <summary>The id of a line that is JSON, and nested too deeply or with a member twice.</summary>
    private static RequestId FindId(ReadOnlySpan<byte> line)
    {
        try
        {
            var found = RequestId.None;
            var reader = new Utf8JsonReader(line, AnyDepth);
            _ = reader.Read();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
                if (isObject && reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals("id"u8))
                {
                    _ = reader.Read();
                    found = reader.TokenType is JsonTokenType.String or JsonTokenType.Number
                        ? RequestId.Read(JsonElement.ParseValue(ref reader)) ?? RequestId.None
                        : RequestId.None;
                }
            }

            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return RequestId.None;
        }
    }

    private static Outcome<WorkerRequest> ReadMethod(JsonElement json, RequestId id, ReadOnlySpan<byte> line)
    {
        var method = json.TryGetProperty("method", out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()!
            : "";
        return method switch
        {
            "run" => ReadRun(json, id, line),
            "cancel" => ReadCancel(json, id),
            "ping" => new WorkerRequest.Ping(id),
            "tool_result" => ReadToolResult(json, id),
            _ when StoredRunMethod.Find(method) is { } found => found.Read(json).TryGet(out var parameters, out var failure)
                ? new WorkerRequest.OfRun(id, found, parameters)
                : failure,
            _ when SessionMethod.Find(method) is { } found => found.Read(json).TryGet(out var parameters, out var failure)
                ? new WorkerRequest.OfSession(id, found, parameters)
                : failure,
            _ => Failure.Config($"\"method\" is {(method.Length == 0 ? "missing" : $"\"{Bounded(method)}\"")}; "
                + $"use \"run\", \"cancel\", \"ping\", \"tool_result\" or one of those for durable runs and sessions{Suggestion.For(method, Methods)}"),
        };
    }

    private static Outcome<WorkerRequest> ReadCancel(JsonElement json, RequestId id) =>
        json.TryGetProperty("target", out var target) && RequestId.Read(target) is { } other
            ? new WorkerRequest.Cancel(id, other)
            : Failure.Config($"\"target\" names the request to cancel by its id: {RequestId.Forms}");

    private static Outcome<WorkerRequest> ReadToolResult(JsonElement json, RequestId id) =>
        ToolAnswer.Read(json).TryGet(out var read, out var failure) ? new WorkerRequest.ToolResult(id, read.Call, read.Answer) : failure;

    private static Outcome<WorkerRequest> ReadRun(JsonElement json, RequestId id, ReadOnlySpan<byte> line)
    {
        if (!RequestMember<RunParameters>.Read(json, RunMembers.All, new RunParameters()).TryGet(out var parameters, out var failure)
            || !RunMembers.Complete(parameters).TryGet(out parameters, out failure))
        {
            return failure;
        }

        return line.IndexOf("\\u"u8) >= 0 && !CanBeWritten(json) ? Failure.Config("the request holds half of a surrogate pair")
            : new WorkerRequest.Run(id, parameters);
    }

    /// <summary>JSON may escape half of a surrogate pair, which reads well and cannot be passed on.</summary>
    private static bool CanBeWritten(JsonElement json)
    {
        using var writer = new Utf8JsonWriter(Stream.Null);
        try
        {
            json.WriteTo(writer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Bounded(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
