using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// Looks whether other processes wrote to a database, for as long as anybody watches a run: one question for all of them, which reads a
/// number in shared memory, and no row.
/// </summary>
internal sealed class OtherWriters : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly RunWatches watches;
    private readonly Func<SqliteSession> open;
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private Task looking = Task.CompletedTask;
    private bool isDisposed;

    internal OtherWriters(RunWatches watches, Func<SqliteSession> open) => (this.watches, this.open) = (watches, open);

    /// <summary>Watches a run, and looks from now on, unless that is under way.</summary>
    internal IRunWatch Watch(RunId run)
    {
        // What was written before is found the first time.
        var watch = watches.Add(run, isTold: false);
        lock (gate)
        {
            if (looking.IsCompleted && !isDisposed)
            {
                looking = Task.Run(LookAsync);
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
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            last = looking;
        }

        await end.CancelAsync();
        await last;
        end.Dispose();
    }

    private async Task LookAsync()
    {
        SqliteSession? session = null;
        var known = 0L;
        while (true)
        {
            // Most runs are over before anything is looked at.
            await Task.Delay(Interval, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (gate)
            {
                if (isDisposed || watches.IsEmpty)
                {
                    session?.Dispose();
                    looking = Task.CompletedTask;
                    return;
                }
            }

            try
            {
                session ??= open();
                var version = session.Number("PRAGMA data_version");
                if (version != known)
                {
                    known = version;
                    watches.TellAll();
                }
            }
            catch (SqliteException)
            {
                // A database that cannot be read: those who watch read it themselves, and say so.
                session?.Dispose();
                session = null;
                watches.TellAll();
            }
        }
    }
}
