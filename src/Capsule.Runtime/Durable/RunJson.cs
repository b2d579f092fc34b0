using System.Globalization;
using System.Text.Json;
using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>Runs as JSON, the members of which docs/reference/cli.md tells (<c>capsule runs --json</c>).</summary>
internal static class RunJson
{
    /// <summary>A moment for programs.</summary>
    internal static string ToIso(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Runs as an array.</summary>
    internal static void Write(Utf8JsonWriter writer, IReadOnlyList<RunRecord> runs)
    {
        writer.WriteStartArray();
        foreach (var run in runs)
        {
            Write(writer, run);
        }

        writer.WriteEndArray();
    }

    /// <summary>A run as an object.</summary>
    internal static void Write(Utf8JsonWriter writer, RunRecord run)
    {
        writer.WriteStartObject();
        writer.WriteString("id", run.Id.ToString());
        writer.WriteString("key", run.Start.IdempotencyKey);
        writer.WriteString("status", run.Status.ToName());
        writer.WriteString("task", run.Start.Task);
        writer.WriteString("program", run.Start.Program);
        writer.WriteBoolean("durable", run.Start.IsDurable);
        writer.WriteString("created", ToIso(run.Start.Created));
        writer.WriteString("updated", ToIso(run.Updated));
        writer.WriteString("ended", run.Ended is { } ended ? ToIso(ended) : null);
        writer.WriteString("wake_at", run.State.WakeAt is { } wake ? ToIso(wake) : null);
        writer.WriteString("awaited_signal", run.State.AwaitedSignal);
        writer.WriteBoolean("owned", run.IsOwned);
        writer.WriteEndObject();
    }
}
