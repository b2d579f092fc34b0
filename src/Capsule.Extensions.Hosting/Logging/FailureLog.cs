using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>What a log has of failures, and of requests that failed.</summary>
internal static class FailureLog
{
    /// <summary>Threat: a task that tries thousands of hosts fills the log.</summary>
    private const int MostRequests = 10;

    /// <summary>How bad it is for whoever runs the host program.</summary>
    internal static LogLevel LevelOf(ErrorType type) => type switch
    {
        ErrorType.Cancelled => LogLevel.Information,
        ErrorType.InternalError or ErrorType.JournalError => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    /// <summary>Messages of these are the host's own; those of others have what the task wrote in them.</summary>
    internal static string Reason(Failure failure) => failure.Type is ErrorType.ConfigError or ErrorType.InternalError or ErrorType.JournalError or ErrorType.LeaseLost
        ? LogText.Line(failure.Message)
        : LogText.Line(failure.Exception ?? "");

    /// <summary>Tells of the first requests that were refused or failed; gives how many more there are.</summary>
    /// <param name="requests">All requests.</param>
    /// <param name="tell">Takes method, host and reason of one.</param>
    internal static int TellRequests(IEnumerable<HostRequest> requests, Action<string, string, string> tell)
    {
        var failed = 0;
        foreach (var request in requests)
        {
            if (request.Error is { } error && failed++ < MostRequests)
            {
                tell(LogText.Line(request.Method), LogText.Host(request.Url), LogText.Line(error));
            }
        }

        return Math.Max(0, failed - MostRequests);
    }
}
