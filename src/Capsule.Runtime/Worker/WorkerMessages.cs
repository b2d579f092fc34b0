using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Runtime.Worker.Sessions;

namespace Capsule.Runtime.Worker;

/// <summary>Writes what a worker says (docs/reference/worker-protocol.md): one line each, without its end.</summary>
internal static class WorkerMessages
{
    /// <summary>The version of the protocol.</summary>
    internal const int Protocol = 1;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2010,
        SkipValidation = true,
    };

    private static readonly Failure Nothing = Failure.Config("");

    /// <summary>The first line.</summary>
    internal static ReadOnlySpan<byte> Ready(string image, WorkerOptions options) => Message("ready", null, writer =>
    {
        writer.WriteNumber("protocol", Protocol);
        writer.WriteString("version", typeof(CapsuleRuntime).Assembly.GetName().Version?.ToString(3));
        writer.WriteString("image", image);
        writer.WriteNumber("max_pending", options.MaxPending);
        writer.WriteNumber("max_line_bytes", options.MaxLineBytes);
        writer.WriteNumber("max_sessions", options.MaxSessions);
    });

    /// <summary>The first line of a worker that cannot work; no other follows.</summary>
    internal static ReadOnlySpan<byte> Failed(Failure failure) =>
        Message("failed", null, writer => WriteError(writer, failure));

    /// <summary>The one answer to a request.</summary>
    internal static ReadOnlySpan<byte> Result(RequestId id, Envelope envelope, SessionResult? cell = null) =>
        Message("result", id, writer =>
        {
            writer.WritePropertyName("envelope");
            EnvelopeJson.Write(writer, envelope);
            if (envelope.RunId is { } run)
            {
                writer.WriteString("run", run);
            }

            if (cell is not null)
            {
                CellMessages.Write(writer, cell);
            }
        });

    /// <summary>The answer to a request that runs no task.</summary>
    internal static ReadOnlySpan<byte> Result(RequestId id, string method, bool result) => Result(id, new Envelope
    {
        Result = JsonElement.Parse(result ? "true"u8 : "false"u8),
        Execution = CapsuleRuntime.NotRun(method, Nothing).Execution,
    });

    /// <summary>A task printed.</summary>
    internal static ReadOnlySpan<byte> Output(RequestId id, TaskReference task, string stream, ReadOnlySpan<char> text)
    {
        var printed = text.ToString();
        return Message("output", id, writer =>
        {
            WriteTask(writer, task);
            writer.WriteString("stream", stream);
            writer.WriteString("text", printed);
        });
    }

    /// <summary>A cell printed, or displayed a value.</summary>
    internal static ReadOnlySpan<byte> Shown(RequestId id, SessionOutput shown) =>
        Message(shown is SessionOutput.Display ? "display" : "output", id, writer => CellMessages.WriteParts(writer, shown));

    /// <summary>A run is in a journal.</summary>
    internal static ReadOnlySpan<byte> RunStarted(RequestId id, RunId run) =>
        Message("run_started", id, writer => writer.WriteString("run", run.ToString()));

    /// <summary>An attempt starts.</summary>
    internal static ReadOnlySpan<byte> Started(RequestId id, TaskReference task, int attempt) => Message("task_started", id, writer =>
    {
        WriteTask(writer, task);
        writer.WriteNumber("attempt", attempt);
    });

    /// <summary>An attempt failed, and another follows.</summary>
    internal static ReadOnlySpan<byte> Retried(RequestId id, TaskReference task, int retry, Failure failure) =>
        Message("task_retried", id, writer =>
        {
            WriteTask(writer, task);
            writer.WriteNumber("retry", retry);
            WriteError(writer, failure);
        });

    /// <summary>A task ended.</summary>
    internal static ReadOnlySpan<byte> Ended(RequestId id, TaskReference task, Envelope envelope) => Message("task_ended", id, writer =>
    {
        WriteTask(writer, task);
        writer.WriteBoolean("success", envelope.Success);
        writer.WriteNumber("duration_ms", Math.Round(envelope.Execution.DurationMs, 3));
    });

    /// <summary>Code calls a function of the client.</summary>
    internal static ReadOnlySpan<byte> ToolCalled(RequestId id, long number, ToolCall call) => Message("tool_call", id, writer =>
    {
        writer.WriteNumber("call", number);
        writer.WriteString("tool", call.Tool);
        WriteTask(writer, call.Task);
        writer.WriteString("key", call.Id);
        writer.WriteStartObject("arguments");
        foreach (var (name, value) in call.Arguments)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>Nobody waits for the answer to a call any more.</summary>
    internal static ReadOnlySpan<byte> ToolCancelled(RequestId id, long number) =>
        Message("tool_cancelled", id, writer => writer.WriteNumber("call", number));

    private static ReadOnlySpan<byte> Message(string name, RequestId? id, Action<Utf8JsonWriter> writeRest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            id?.Write(writer);
            writer.WriteString("event", name);
            writeRest(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteTask(Utf8JsonWriter writer, TaskReference task)
    {
        writer.WriteString("task", task.Name);
        writer.WriteString("path", task.Path.ToString());
    }

    private static void WriteError(Utf8JsonWriter writer, Failure failure)
    {
        writer.WriteStartObject("error");
        writer.WriteString("error_type", failure.Type.ToName());
        writer.WriteString("message", failure.Message);
        writer.WriteEndObject();
    }
}
