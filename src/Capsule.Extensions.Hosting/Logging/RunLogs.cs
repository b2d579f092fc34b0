using System.Globalization;
using Capsule.Extensions.Hosting.Health;
using Capsule.Runtime;
using Capsule.Runtime.Execution;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>Makes an observer for each run that logs it.</summary>
/// <param name="logger">Where to.</param>
/// <param name="other">Makes observers of the host program's own, or null.</param>
internal sealed class RunLogs(ILogger logger, Func<RunOptions, IRunObserver?>? other)
{
    private long count;

    internal IRunObserver? Create(RunOptions options)
    {
        if (options.Observer is HealthProbe)
        {
            return null; // nobody wants a line in the log every ten seconds
        }

        var number = Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);
        var log = new RunLog(logger, $"#{number}");
        return other?.Invoke(options) is { } observer ? observer.And(log) : log;
    }
}
