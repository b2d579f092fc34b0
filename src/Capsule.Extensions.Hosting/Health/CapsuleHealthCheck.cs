using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Capsule.Extensions.Hosting.Health;

/// <summary>Tells whether tasks can be run, by running one.</summary>
internal sealed class CapsuleHealthCheck(RuntimeProvider provider, TimeProvider time) : IHealthCheck
{
    /// <summary>How long an answer holds. Threat: an endpoint for health that strangers ask costs a sandbox each time.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly RuntimeProbe probe = new(time);
    private readonly Lock gate = new();
    private Task<HealthCheckResult>? last;
    private long started;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await LatestAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Status == HealthStatus.Unhealthy
            ? new HealthCheckResult(context.Registration.FailureStatus, result.Description, result.Exception, result.Data)
            : result;
    }

    /// <summary>All who ask while a task runs, and shortly after, get the same answer.</summary>
    private Task<HealthCheckResult> LatestAsync()
    {
        var making = provider.Begin();
        if (making is not { IsCompletedSuccessfully: true })
        {
            return Task.FromResult(making is null ? HealthCheckResult.Unhealthy("the host has stopped its runtime") : NotReady());
        }

        lock (gate)
        {
            if (last is null || (last.IsCompleted && time.GetElapsedTime(started) >= Interval))
            {
                started = time.GetTimestamp();
                last = probe.RunAsync(making);
            }

            return last;
        }
    }

    private HealthCheckResult NotReady() => provider.LastFailure is { } failure
        ? HealthCheckResult.Unhealthy(failure.Message)
        : HealthCheckResult.Degraded(provider.Preparation.Step is { } step
            ? $"the runtime is being made, and calls wait for it: {step.ToString().ToLowerInvariant()}"
            : "the runtime is being made, and calls wait for it");
}
