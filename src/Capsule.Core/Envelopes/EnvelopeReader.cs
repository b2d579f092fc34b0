using System.Text;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Json;

namespace Capsule.Envelopes;

/// <summary>Reads envelopes that <see cref="EnvelopeJson"/> wrote.</summary>
internal static class EnvelopeReader
{
    /// <summary>Reads an envelope.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Read(BoundedJson.Parse(json.Span, JsonBounds.Wrapped));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException($"it is no envelope: {e.Message}", e);
        }
    }

    /// <summary>Reads an envelope of a file that anybody may have written; null where it is none.</summary>
    public static Envelope? TryRead(string json)
    {
        try
        {
            var envelope = Read(Encoding.UTF8.GetBytes(json));

            // JSON may escape half of a surrogate pair, which reads well and cannot be written.
            _ = envelope.ToJson();
            return envelope;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Envelope Read(JsonElement json) => new()
    {
        Result = json.GetProperty("result").Clone(),
        Error = json.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? ReadError(error) : null,
        Execution = ReadExecution(json.GetProperty("execution")),
        RunId = Text(json, "run_id"),
    };

    private static Failure ReadError(JsonElement json) => new(
        ErrorTypes.TryParse(Text(json, "error_type") ?? "", out var type) ? type : ErrorType.InternalError,
        Text(json, "message") ?? "")
    {
        Exception = Text(json, "exception"),
        Traceback = Text(json, "traceback"),
    };

    private static ExecutionInfo ReadExecution(JsonElement json) => new()
    {
        TaskName = Text(json, "task_name") ?? "",
        DurationMs = json.GetProperty("duration_ms").GetDouble(),
        Retries = json.GetProperty("retries").GetInt32(),
        FuelConsumed = json.GetProperty("fuel_consumed").GetInt64(),
        RamUsed = json.GetProperty("ram_used").GetInt64(),
        HostRequests = [.. json.GetProperty("host_requests").EnumerateArray().Select(ReadRequest)],
    };

    private static HostRequest ReadRequest(JsonElement json) => new(Text(json, "method") ?? "", Text(json, "url") ?? "")
    {
        Status = json.GetProperty("status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : null,
        DurationMs = json.GetProperty("duration_ms").GetDouble(),
        Bytes = json.GetProperty("bytes").GetInt64(),
        RequestBytes = json.TryGetProperty("request_bytes", out var sent) ? sent.GetInt64() : 0,
        Headers = json.TryGetProperty("headers", out var headers)
            ? [.. headers.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString() ?? "", pair[1].GetString() ?? ""))]
            : [],
        Error = Text(json, "error"),
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
