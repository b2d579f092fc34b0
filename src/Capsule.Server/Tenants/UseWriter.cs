namespace Capsule.Server.Tenants;

/// <summary>Keeps what tenants have used of a day each second: a server that is killed forgets that of a second.</summary>
internal sealed partial class UseWriter(TenantStore tenants, TimeProvider time, ILogger<UseWriter> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Save();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops services last to first: requests have ended, and what they used is counted.
            Save();
        }
    }

    private void Save()
    {
        try
        {
            tenants.SaveUse();
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            LogUnsaved(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "What tenants have used today cannot be kept: {Problem}")]
    private static partial void LogUnsaved(ILogger log, string problem);
}
