using Capsule.Errors;
using Capsule.Journaling;
using Capsule.Runtime;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>Logs one run.</summary>
/// <param name="logger">Where to.</param>
/// <param name="run">What tells it from others, until it has an id.</param>
internal sealed class RunLog(ILogger logger, string run) : IRunObserver
{
    /// <summary>Threat: a task that tries thousands of hosts fills the log.</summary>
    private const int MostRequests = 10;

    private string run = run;

    public void OnRunStarted(RunId id) => run = id.ToString();

    public void OnTaskStarted(TaskReference task, int attempt)
    {
        if (task.Path.IsRoot && attempt == 1)
        {
            logger.RunStarted(run, LogText.Line(task.Name));
        }
        else if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.AttemptStarted(run, LogText.Line(task.Name), task.Path.ToString(), attempt);
        }
    }

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        // What tasks print is for whoever started them.
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure) =>
        logger.Retried(run, LogText.Line(task.Name), task.Path.ToString(), failure.Type.ToName(), Reason(failure), attempt);

    public void OnToolCalled(TaskReference task, ToolReport report)
    {
        if (report.Error is { } error)
        {
            logger.ToolFailed(
                report.Exception, run, LogText.Line(task.Name), task.Path.ToString(), LogText.Line(report.Tool), error.ToString());
        }
    }

    public void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.Waiting(run, LogText.Line(task.Name), task.Path.ToString(), wakeAt, [.. signals.Select(LogText.Line)]);
        }
    }

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        var failed = 0;
        foreach (var request in envelope.Execution.HostRequests)
        {
            if (request.Error is { } error && failed++ < MostRequests)
            {
                logger.RequestFailed(
                    run, LogText.Line(task.Name), task.Path.ToString(), LogText.Line(request.Method), LogText.Host(request.Url),
                    LogText.Line(error));
            }
        }

        if (failed > MostRequests)
        {
            logger.MoreRequestsFailed(run, LogText.Line(task.Name), task.Path.ToString(), failed - MostRequests);
        }
    }

    public void OnRunEnded(Envelope envelope)
    {
        var (task, execution) = (LogText.Line(envelope.Execution.TaskName), envelope.Execution);
        if (envelope.Error is not { } failure)
        {
            logger.RunEnded(run, task, execution.DurationMs, execution.Retries, execution.FuelConsumed, execution.RamUsed);
            return;
        }

        var (level, type, reason) = (LevelOf(failure.Type), failure.Type.ToName(), Reason(failure));
        logger.RunFailed(level, run, task, execution.DurationMs, type, reason);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.FailureOfGuest(run, task, failure.Traceback ?? failure.Message);
        }
    }

    private static LogLevel LevelOf(ErrorType type) => type switch
    {
        ErrorType.Cancelled => LogLevel.Information,
        ErrorType.InternalError or ErrorType.JournalError => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    /// <summary>Messages of these are the host's own; those of others have what the task wrote in them.</summary>
    private static string Reason(Failure failure) => failure.Type is ErrorType.ConfigError or ErrorType.InternalError or ErrorType.JournalError or ErrorType.LeaseLost
        ? LogText.Line(failure.Message)
        : LogText.Line(failure.Exception ?? "");
}
