using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Shows lists of runs.</summary>
internal static class RunPrinter
{
    private const int LongestTask = 16;
    private const int RoomForTimes = 60;

    /// <summary>One line each: id, status, how long ago it was started, how long it took, task, program, and why it failed.</summary>
    internal static void Print(Terminal terminal, IReadOnlyList<RunRecord> runs, DateTimeOffset now)
    {
        if (runs.Count == 0)
        {
            terminal.Tell($"There are no such runs.");
            return;
        }

        foreach (var line in Lines(runs, now, Terminal.ListWidth))
        {
            terminal.WriteLine(line);
        }
    }

    /// <summary>The lines of a list, its titles first. Where there is little room, the times are left out.</summary>
    internal static IEnumerable<DisplayText> Lines(IReadOnlyList<RunRecord> runs, DateTimeOffset now, int width)
    {
        var task = Math.Clamp(runs.Select(run => run.Start.Task.Length).DefaultIfEmpty().Max(), 4, LongestTask);
        var hasTimes = width >= RoomForTimes;
        yield return DisplayText.Of(
            $"{"RUN",-8}  {"STATUS",-11}  {DisplayText.Output(hasTimes ? $"{"AGE",4}  {"TIME",7}  " : "")}{DisplayText.Of($"TASK").PadRight(task)}  PROGRAM")
            .Shorten(width);
        foreach (var run in runs)
        {
            var time = (run.Ended ?? (run.IsOwned ? now : run.Updated)) - run.Start.Created;
            var times = hasTimes ? $"{Short(now - run.Start.Created),4}  {Times.Show(time),7}  " : "";
            var named = DisplayText.Of(run.Start.Task).Shorten(task).PadRight(task);
            yield return DisplayText.Of(
                $"{ShortId.Of(run.Id)}  {run.Status.ToName(),-11}  {DisplayText.Output(times)}{named}  {run.Start.Program}  {Remark(run)}")
                .TrimEnd().Shorten(width);
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

    private static string Remark(RunRecord run) =>
        run.State.AwaitedSignal is { } signal && !run.Status.IsEnd() ? $"(for signal {signal})"
        : ErrorOf(run) + (run.Start.IdempotencyKey is { } key ? $" ({key})" : "");

    /// <summary>Why a run failed, as its envelope names it.</summary>
    private static string ErrorOf(RunRecord run) => run.Status is ExecutionStatus.Failed && run.State.Envelope is { } envelope
        ? EnvelopeReader.TryRead(envelope)?.Error?.Type.ToName() ?? ""
        : "";

    private static string Short(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, age.Seconds)}s",
        { TotalHours: < 1 } => $"{age.Minutes}m",
        { TotalDays: < 1 } => $"{age.Hours}h",
        _ => $"{age.Days}d",
    };
}
