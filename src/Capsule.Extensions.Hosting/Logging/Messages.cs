using Capsule.Runtime;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>
/// What is logged (docs/how-to/embed-in-dotnet.md, "Logging"). Arguments, results and what tasks print are never in it; messages and tracebacks
/// of a task's own exceptions only at the level Debug.
/// </summary>
internal static partial class Messages
{
    [LoggerMessage(1, LogLevel.Information, "Preparing Python for this machine, once: {Step}")]
    internal static partial void Preparing(this ILogger logger, PreparationStep step);

    [LoggerMessage(2, LogLevel.Information, "Capsule is ready after {ElapsedMs:F0} ms: Python {Python}, image {Image}")]
    internal static partial void Ready(this ILogger logger, double elapsedMs, string python, string image);

    [LoggerMessage(3, LogLevel.Error, "Capsule cannot run tasks: {Reason}")]
    internal static partial void NotReady(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Capsule keeps its files in a temporary folder, which is gone with this process: {Reason}")]
    internal static partial void KeepsFilesForAWhile(this ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Capsule stops when the runs that are under way have ended")]
    internal static partial void Stopping(this ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "Run {Run} of task {Task} started")]
    internal static partial void RunStarted(this ILogger logger, string run, string task);

    [LoggerMessage(11, LogLevel.Information,
        "Run {Run} of task {Task} ended after {DurationMs:F1} ms: {Retries} retries, {Fuel} units of compute, {Ram} bytes of memory")]
    internal static partial void RunEnded(
        this ILogger logger, string run, string task, double durationMs, int retries, long fuel, long ram);

    [LoggerMessage(EventId = 12, Message = "Run {Run} of task {Task} failed after {DurationMs:F1} ms: {ErrorType} {Reason}")]
    internal static partial void RunFailed(
        this ILogger logger, LogLevel level, string run, string task, double durationMs, string errorType, string reason);

    [LoggerMessage(13, LogLevel.Debug, "Run {Run} of task {Task} failed with: {Message}")]
    internal static partial void FailureOfGuest(this ILogger logger, string run, string task, string message);

    [LoggerMessage(20, LogLevel.Debug, "Run {Run}: attempt {Attempt} of task {Task} ({Path}) started")]
    internal static partial void AttemptStarted(this ILogger logger, string run, string task, string path, int attempt);

    [LoggerMessage(21, LogLevel.Warning, "Run {Run}: task {Task} ({Path}) failed with {ErrorType} {Reason}; retry {Retry} follows")]
    internal static partial void Retried(
        this ILogger logger, string run, string task, string path, string errorType, string reason, int retry);

    [LoggerMessage(22, LogLevel.Debug, "Run {Run}: task {Task} ({Path}) waits until {WakeAt}, for signals {Signals}")]
    internal static partial void Waiting(
        this ILogger logger, string run, string task, string path, DateTimeOffset? wakeAt, IReadOnlyList<string> signals);

    [LoggerMessage(23, LogLevel.Warning, "Run {Run}: {Method} {Host} of task {Task} ({Path}) was refused or failed: {Reason}")]
    internal static partial void RequestFailed(
        this ILogger logger, string run, string task, string path, string method, string host, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Run {Run}: {Count} more requests of task {Task} ({Path}) were refused or failed")]
    internal static partial void MoreRequestsFailed(this ILogger logger, string run, string task, string path, int count);

    [LoggerMessage(25, LogLevel.Warning, "Run {Run}: tool {Tool} failed for task {Task} ({Path}): {Error}")]
    internal static partial void ToolFailed(
        this ILogger logger, Exception? exception, string run, string task, string path, string tool, string error);

    [LoggerMessage(30, LogLevel.Information,
        "Cell {Cell} of session {Session} ended after {DurationMs:F1} ms: {Fuel} units of compute, {Ram} bytes of memory")]
    internal static partial void CellEnded(this ILogger logger, string session, int cell, double durationMs, long fuel, long ram);

    [LoggerMessage(EventId = 31, Message = "Cell {Cell} of session {Session} failed after {DurationMs:F1} ms: {ErrorType} {Reason}")]
    internal static partial void CellFailed(
        this ILogger logger, LogLevel level, string session, int cell, double durationMs, string errorType, string reason);

    [LoggerMessage(32, LogLevel.Debug, "Cell {Cell} of session {Session} failed with: {Message}")]
    internal static partial void FailureOfCell(this ILogger logger, string session, int cell, string message);

    [LoggerMessage(33, LogLevel.Warning, "Cell {Cell} of session {Session}: {Method} {Host} was refused or failed: {Reason}")]
    internal static partial void CellRequestFailed(this ILogger logger, string session, int cell, string method, string host, string reason);

    [LoggerMessage(34, LogLevel.Warning, "Cell {Cell} of session {Session}: {Count} more requests were refused or failed")]
    internal static partial void MoreCellRequestsFailed(this ILogger logger, string session, int cell, int count);
}
