using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Journaling;
using Capsule.Runtime.Durable;

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
            RunJson.Write(writer, runs);
        }

        terminal.Data.WriteByte((byte)'\n');
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
