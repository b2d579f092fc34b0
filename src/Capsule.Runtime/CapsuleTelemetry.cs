using System.Diagnostics;
using System.Diagnostics.Metrics;
using Capsule.Errors;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <summary>
/// Spans and metrics of runs and sessions, for whoever listens (docs/reference/telemetry.md): a span for each run, each attempt at a task,
/// each cell of a session, and each request and tool call of an attempt or a cell.
/// Arguments, results and messages are never in them, for they may be secret.
/// </summary>
public static class CapsuleTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "Capsule";

    /// <summary>The attribute that says the language of a task or a cell, by its <see cref="GuestLanguage.Name"/>.</summary>
    internal const string LanguageTag = "capsule.language";

    /// <summary>Where all metrics come from. It is first: those below are made with it.</summary>
    internal static readonly Meter Meter = new(Name, "0.1.0");

    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("capsule.task.started", "{task}", "Tasks that were started.");

    private static readonly Counter<long> Ended =
        Meter.CreateCounter<long>("capsule.task.ended", "{task}", "Tasks that ended, by error.type where they failed.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("capsule.task.duration", "s", "Time of a task, with all its attempts.");

    private static readonly Histogram<long> Fuel =
        Meter.CreateHistogram<long>("capsule.task.fuel", "{unit}", "Units of compute of a task's last attempt.");

    private static readonly Histogram<long> Memory =
        Meter.CreateHistogram<long>("capsule.task.memory", "By", "Memory that a task's last attempt held.");

    /// <summary>Where all spans come from.</summary>
    internal static ActivitySource Source { get; } = new(Name, "0.1.0");

    /// <summary>A run starts, or goes on. Null when nobody listens.</summary>
    internal static Activity? StartRun(string task, string language, string? run)
    {
        var span = Source.StartActivity($"run {task}");
        span?.SetTag("capsule.task.name", task);
        span?.SetTag(LanguageTag, language);
        span?.SetTag("capsule.run.id", run);
        return span;
    }

    /// <summary>An attempt at a task starts. Null when nobody listens.</summary>
    /// <param name="task">The task.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    internal static Activity? StartAttempt(TaskRun task, int attempt)
    {
        var span = Source.StartActivity($"task {task.Reference.Name}", ActivityKind.Internal, task.Caller);
        span?.SetTag("capsule.task.name", task.Reference.Name);
        span?.SetTag("capsule.task.path", task.Reference.Path.ToString());
        span?.SetTag("capsule.task.attempt", attempt);
        span?.SetTag(LanguageTag, LanguageOf(task));
        span?.SetTag("capsule.run.id", task.Run.Journal?.Id.ToString());
        return span;
    }

    /// <summary>An attempt ended.</summary>
    internal static void EndAttempt(Activity? span, AttemptResult result)
    {
        span?.SetTag("capsule.task.fuel", result.FuelConsumed);
        span?.SetTag("capsule.task.memory", result.RamUsed);
        End(span, result.Failure);
    }

    /// <summary>A run, an attempt or a cell ended.</summary>
    internal static void End(Activity? span, Failure? failure)
    {
        if (failure is not null)
        {
            span?.SetTag("error.type", failure.Type.ToName());
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>A task starts.</summary>
    internal static void CountStarted(TaskRun task) => Started.Add(1, new TagList
    {
        { "capsule.task.name", task.Reference.Name }, { LanguageTag, LanguageOf(task) },
    });

    /// <summary>A task ended.</summary>
    internal static void CountEnded(TaskRun task, Envelope envelope)
    {
        if (!Ended.Enabled && !Duration.Enabled && !Fuel.Enabled && !Memory.Enabled)
        {
            return;
        }

        var tags = new TagList { { "capsule.task.name", envelope.Execution.TaskName }, { LanguageTag, LanguageOf(task) } };
        if (envelope.Error is { } failure)
        {
            tags.Add("error.type", failure.Type.ToName());
        }

        Ended.Add(1, tags);
        Duration.Record(envelope.Execution.DurationMs / 1000, tags);
        Fuel.Record(envelope.Execution.FuelConsumed, tags);
        Memory.Record(envelope.Execution.RamUsed, tags);
    }

    private static string LanguageOf(TaskRun task) => task.Program.Guest.Identity.Language;
}
