using Capsule.Journaling;

namespace Capsule.Server.Runs;

/// <summary>Forgets runs that ended long ago.</summary>
internal sealed partial class RunPruning(TenantJournals journals, ServerOptions options, TimeProvider time, ILogger<RunPruning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Forgets what is to be forgotten now.</summary>
    internal async Task PruneAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in journals.Tenants)
        {
            if (!journals.OpenOf(tenant).TryGet(out var lease, out var failure))
            {
                CannotPrune(log, tenant, failure.Message);
                continue;
            }

            await using var closing = lease;
            var pruned = await lease.Journal.PruneAsync(new Retention(time.GetUtcNow() - options.RunRetention), cancellationToken);
            if (pruned.Failure is { } lost)
            {
                CannotPrune(log, tenant, lost.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            // Away from whoever starts the server.
            await Task.Run(() => PruneAsync(stoppingToken), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the runs of tenant {Tenant} that ended long ago cannot be forgotten: {Reason}")]
    private static partial void CannotPrune(ILogger log, string tenant, string reason);
}
