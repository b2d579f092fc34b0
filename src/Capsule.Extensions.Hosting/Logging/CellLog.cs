using Capsule.Errors;
using Capsule.Runtime;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>Logs the cells of sessions. A session is named by its id; of a cell there is nothing but its number.</summary>
/// <param name="logger">Where to.</param>
/// <param name="other">Is told as well: the host program's own, or null.</param>
internal sealed class CellLog(ILogger logger, Action<string, SessionResult>? other)
{
    internal void Write(string session, SessionResult cell)
    {
        other?.Invoke(session, cell);
        var more = FailureLog.TellRequests(
            cell.HostRequests, (method, host, reason) => logger.CellRequestFailed(session, cell.Number, method, host, reason));
        if (more > 0)
        {
            logger.MoreCellRequestsFailed(session, cell.Number, more);
        }

        var duration = cell.Duration.TotalMilliseconds;
        if (cell.Failure is not { } failure)
        {
            logger.CellEnded(session, cell.Number, duration, cell.FuelConsumed, cell.RamUsed);
            return;
        }

        var (level, type, reason) = (FailureLog.LevelOf(failure.Type), failure.Type.ToName(), FailureLog.Reason(failure));
        logger.CellFailed(level, session, cell.Number, duration, type, reason);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.FailureOfCell(session, cell.Number, failure.Traceback ?? failure.Message);
        }
    }
}
