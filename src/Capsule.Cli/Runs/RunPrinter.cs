using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Shows lists of runs.</summary>
internal static class RunPrinter
{
    /// <summary>One line each: id, status, how long ago it was started, how long it took, task and program.</summary>
    internal static void Print(Terminal terminal, IReadOnlyList<RunRecord> runs, DateTimeOffset now)
    {
        if (runs.Count == 0)
        {
            terminal.Tell($"There are no such runs.");
            return;
        }

        terminal.WriteLine($"{"RUN",-36}  {"STATUS",-11}  {"AGE",6}  {"TIME",7}  TASK");
        foreach (var run in runs)
        {
            terminal.WriteLine(Line(run, now));
        }
    }

    /// <summary>An array, the fields of which docs/reference/cli.md tells.</summary>
    internal static void PrintJson(Terminal terminal, IReadOnlyList<RunRecord> runs)
    {
        using (var writer = new Utf8JsonWriter(terminal.Data, new JsonWriterOptions { Indented = true }))
        {
            WriteTo(writer, runs);
        }

        terminal.Data.WriteByte((byte)'\n');
    }

    /// <summary>Runs as a JSON array.</summary>
    internal static void WriteTo(Utf8JsonWriter writer, IReadOnlyList<RunRecord> runs)
    {
        writer.WriteStartArray();
        foreach (var run in runs)
        {
            WriteTo(writer, run);
        }

        writer.WriteEndArray();
    }

    /// <summary>A run as a JSON object.</summary>
    internal static void WriteTo(Utf8JsonWriter writer, RunRecord run)
    {
        writer.WriteStartObject();
        writer.WriteString("id", run.Id.ToString());
        writer.WriteString("key", run.Start.IdempotencyKey);
        writer.WriteString("status", run.Status.ToName());
        writer.WriteString("task", run.Start.Task);
        writer.WriteString("program", run.Start.Program);
        writer.WriteBoolean("durable", run.Start.IsDurable);
        writer.WriteString("created", Times.ToIso(run.Start.Created));
        writer.WriteString("updated", Times.ToIso(run.Updated));
        writer.WriteString("ended", run.Ended is { } ended ? Times.ToIso(ended) : null);
        writer.WriteString("wake_at", run.State.WakeAt is { } wake ? Times.ToIso(wake) : null);
        writer.WriteString("awaited_signal", run.State.AwaitedSignal);
        writer.WriteBoolean("owned", run.IsOwned);
        writer.WriteEndObject();
    }

    private static DisplayText Line(RunRecord run, DateTimeOffset now)
    {
        var time = (run.Ended ?? (run.IsOwned ? now : run.Updated)) - run.Start.Created;
        return DisplayText.Of($"{run.Id}  {run.Status.ToName(),-11}  {Short(now - run.Start.Created),6}  {Times.Show(time),7}  {run.Start.Task} {Remark(run)}").TrimEnd();
    }

    private static string Remark(RunRecord run) =>
        run.State.AwaitedSignal is { } signal && !run.Status.IsEnd() ? $"(for signal {signal})"
        : run.Start.IdempotencyKey is { } key ? $"({key})"
        : "";

    private static string Short(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, age.Seconds)}s",
        { TotalHours: < 1 } => $"{age.Minutes}m",
        { TotalDays: < 1 } => $"{age.Hours}h",
        _ => $"{age.Days}d",
    };
}
