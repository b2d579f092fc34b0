using System.Text.Json;
using Capsule.Errors;

namespace Capsule;

/// <summary>Writes envelopes as JSON, in the documented order of members.</summary>
public static class EnvelopeJson
{
    /// <summary>One line of JSON.</summary>
    public static byte[] ToJson(this Envelope envelope)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            Write(writer, envelope);
        }

        return stream.ToArray();
    }

    /// <summary>Few escapes: the output is UTF-8, and no part of a web page.</summary>
    internal static JsonWriterOptions Options { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // A result may be nested as deep as the writer's default allows; the envelope itself comes on top.
        MaxDepth = 2000,
    };

    /// <summary>Writes an envelope as a value.</summary>
    public static void Write(Utf8JsonWriter writer, Envelope envelope)
    {
        writer.WriteStartObject();
        WriteMembers(writer, envelope);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of an envelope into an object that has others too.</summary>
    internal static void WriteMembers(Utf8JsonWriter writer, Envelope envelope)
    {
        writer.WriteBoolean("success", envelope.Success);
        writer.WritePropertyName("result");
        envelope.Result.WriteTo(writer);
        writer.WritePropertyName("error");
        WriteError(writer, envelope.Error);
        writer.WritePropertyName("execution");
        WriteExecution(writer, envelope.Execution);
        WriteIfThere(writer, "run_id", envelope.RunId);
    }

    private static void WriteError(Utf8JsonWriter writer, Failure? error)
    {
        if (error is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("error_type", error.Type.ToName());
        writer.WriteString("message", error.Message);
        WriteIfThere(writer, "exception", error.Exception);
        WriteIfThere(writer, "traceback", error.Traceback);
        writer.WriteEndObject();
    }

    private static void WriteExecution(Utf8JsonWriter writer, ExecutionInfo execution)
    {
        writer.WriteStartObject();
        writer.WriteString("task_name", execution.TaskName);
        writer.WriteNumber("duration_ms", Math.Round(execution.DurationMs, 3));
        writer.WriteNumber("retries", execution.Retries);
        writer.WriteNumber("fuel_consumed", execution.FuelConsumed);
        writer.WriteNumber("ram_used", execution.RamUsed);
        writer.WriteStartArray("host_requests");
        foreach (var request in execution.HostRequests)
        {
            WriteRequest(writer, request);
        }

        writer.WriteEndArray();
        if (execution.OmittedHostRequests > 0)
        {
            writer.WriteNumber("omitted_host_requests", execution.OmittedHostRequests);
        }

        if (execution.UnusedSecrets.Count > 0)
        {
            WriteTexts(writer, "unused_secrets", execution.UnusedSecrets);
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteRequest(Utf8JsonWriter writer, HostRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("method", request.Method);
        writer.WriteString("url", request.Url);
        if (request.Status is { } status)
        {
            writer.WriteNumber("status", status);
        }
        else
        {
            writer.WriteNull("status");
        }

        writer.WriteNumber("duration_ms", Math.Round(request.DurationMs, 3));
        writer.WriteNumber("bytes", request.Bytes);
        writer.WriteNumber("request_bytes", request.RequestBytes);
        writer.WriteStartArray("headers");
        foreach (var (name, value) in request.Headers)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(name);
            writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        WriteIfThere(writer, "error", request.Error);
        writer.WriteEndObject();
    }

    private static void WriteIfThere(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
