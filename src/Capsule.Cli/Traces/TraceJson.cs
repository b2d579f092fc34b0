using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Journaling;
using Capsule.Runtime.Durable;

namespace Capsule.Cli.Traces;

/// <summary>A trace for programs (docs/reference/cli.md).</summary>
internal static class TraceJson
{
    internal static readonly JsonWriterOptions Form = new() { Indented = true, MaxDepth = 2000 };

    internal static void Print(Terminal terminal, RunRecord run, IReadOnlyList<TaskRecord> tasks)
    {
        using (var writer = new Utf8JsonWriter(terminal.Data, Form))
        {
            WriteTo(writer, run, tasks);
        }

        terminal.Data.WriteByte((byte)'\n');
    }

    internal static void WriteTo(Utf8JsonWriter writer, RunRecord run, IReadOnlyList<TaskRecord> tasks)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("run");
        RunJson.Write(writer, run);
        writer.WriteStartArray("tasks");
        foreach (var task in tasks)
        {
            WriteTo(writer, task);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTo(Utf8JsonWriter writer, TaskRecord task)
    {
        writer.WriteStartObject();
        writer.WriteString("path", task.Path.ToString());
        writer.WriteString("name", task.Name);
        writer.WriteString("status", task.Status.ToName());
        writer.WriteNumber("attempts", task.Attempts);
        writer.WriteString("started", RunJson.ToIso(task.Started));
        writer.WriteString("ended", task.Ended is { } ended ? RunJson.ToIso(ended) : null);
        writer.WriteNumber("fuel_consumed", task.Fuel);
        writer.WriteNumber("ram_used", task.Ram);
        writer.WritePropertyName("envelope");
        writer.WriteRawValue(task.Envelope ?? "null");
        writer.WriteEndObject();
    }
}
