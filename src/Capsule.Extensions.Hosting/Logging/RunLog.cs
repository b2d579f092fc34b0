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
        logger.Retried(run, LogText.Line(task.Name), task.Path.ToString(), failure.Type.ToName(), FailureLog.Reason(failure), attempt);

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
        var (name, path) = (LogText.Line(task.Name), task.Path.ToString());
        var more = FailureLog.TellRequests(
            envelope.Execution.HostRequests, (method, host, reason) => logger.RequestFailed(run, name, path, method, host, reason));
        if (more > 0)
        {
            logger.MoreRequestsFailed(run, name, path, more);
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

        var (level, type, reason) = (FailureLog.LevelOf(failure.Type), failure.Type.ToName(), FailureLog.Reason(failure));
        logger.RunFailed(level, run, task, execution.DurationMs, type, reason);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.FailureOfGuest(run, task, failure.Traceback ?? failure.Message);
        }
    }
}
