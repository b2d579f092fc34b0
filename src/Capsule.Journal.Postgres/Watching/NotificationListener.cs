using Capsule.Journal.Postgres.Storage;
using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Watching;

/// <summary>
/// Receives what other processes changed, for as long as anybody watches a run: by one connection, and by having everybody look once a second
/// while there is none.
/// </summary>
internal sealed class NotificationListener : IAsyncDisposable
{
    private static readonly TimeSpan WithoutConnection = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may be silent before it is asked whether it still is one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly PostgresDatabase database;
    private readonly RunWatches watches;
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private Task listening = Task.CompletedTask;

    internal NotificationListener(PostgresDatabase database, RunWatches watches) => (this.database, this.watches) = (database, watches);

    /// <summary>Watches a run, and listens from now on, unless that is under way.</summary>
    internal IRunWatch Watch(RunId run)
    {
        // What is changed before anybody listens is found when the listening begins.
        var watch = watches.Add(run, isTold: false);
        lock (gate)
        {
            if (listening.IsCompleted && !end.IsCancellationRequested)
            {
                listening = Task.Run(ListenAsync);
            }
        }

        return watch;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (gate)
        {
            end.Cancel();
            last = listening;
        }

        await last;
        end.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!IsOver())
        {
            try
            {
                await ListenOnceAsync();
            }
            catch (Exception e) when (PostgresFailures.IsExpected(e))
            {
                watches.TellAll();
                await Task.Delay(WithoutConnection, database.Options.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenOnceAsync()
    {
        await using var connection = await database.ConnectAsync(end.Token);
        connection.Notification += Hear;
        try
        {
            await ExecuteAsync(connection, $"LISTEN {database.Options.Schema}_runs");
            watches.TellAll();
            while (!IsOver())
            {
                if (!await connection.WaitAsync(Silence, end.Token))
                {
                    await ExecuteAsync(connection, "SELECT 1");
                }
            }
        }
        finally
        {
            connection.Notification -= Hear;
        }
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs notification)
    {
        if (RunId.TryParse(notification.Payload, out var run))
        {
            watches.Tell(run);
        }
    }

    /// <summary>Whether nobody watches any more.</summary>
    private bool IsOver()
    {
        lock (gate)
        {
            if (!watches.IsEmpty && !end.IsCancellationRequested)
            {
                return false;
            }

            listening = Task.CompletedTask;
            return true;
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(end.Token);
    }
}
