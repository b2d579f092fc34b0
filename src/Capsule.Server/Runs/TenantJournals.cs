using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime.Worker.Runs;

namespace Capsule.Server.Runs;

/// <summary>The journals of tenants' runs, each open as long as somebody uses it, and those that were used last a while longer.</summary>
internal sealed class TenantJournals : IProjectJournals, IAsyncDisposable
{
    private const int MaxIdle = 32;

    private readonly TenantFolders folders;
    private readonly ServerOptions options;
    private readonly JournalPool pool;
    private readonly Lock gate = new();
    private readonly LinkedList<(string Tenant, JournalPool.Lease Lease)> kept = [];

    public TenantJournals(ServerOptions options)
    {
        this.options = options;
        folders = new TenantFolders(options.DataDirectory);
        pool = new JournalPool(this);
    }

    /// <summary>All tenants that may have runs.</summary>
    internal IEnumerable<string> Tenants => folders.Tenants;

    /// <summary>Opens a tenant's journal, or makes it. Dispose of it to give it back.</summary>
    internal Outcome<JournalPool.Lease> OpenOf(string tenant)
    {
        JournalPool.Lease? oldest = null;
        try
        {
            lock (gate)
            {
                var folder = folders.Ensure(tenant);
                if (!pool.Open(folder).TryGet(out var lease, out var failure))
                {
                    return failure;
                }

                var known = FindKept(tenant);
                if (known is not null)
                {
                    kept.Remove(known);
                    kept.AddLast(known);
                }
                else if (pool.Open(folder).TryGet(out var idle, out _))
                {
                    kept.AddLast((tenant, idle));
                    oldest = kept.Count > MaxIdle ? kept.First!.Value.Lease : null;
                    if (oldest is not null)
                    {
                        kept.RemoveFirst();
                    }
                }

                return lease;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return JournalFailures.Because($"the folder of a tenant cannot be used: {e.Message}");
        }
        finally
        {
            // Closing waits for what is queued: nobody else waits for that.
            _ = oldest?.DisposeAsync().AsTask();
        }
    }

    /// <summary>Whether a tenant has a journal: asking for runs makes none.</summary>
    internal bool Has(string tenant) => folders.Has(tenant);

    /// <inheritdoc/>
    public Outcome<string> Find(string folder) => folder;

    /// <inheritdoc/>
    public Outcome<IJournal> Open(string root) =>
        SqliteJournal.TryOpen(root, new SqliteJournalOptions { MaxBytes = options.MaxJournalBytes }).TryGet(out var journal, out var failure)
            ? journal
            : failure;

    public async ValueTask DisposeAsync()
    {
        JournalPool.Lease[] leases;
        lock (gate)
        {
            leases = [.. kept.Select(known => known.Lease)];
            kept.Clear();
        }

        foreach (var lease in leases)
        {
            await lease.DisposeAsync();
        }
    }

    private LinkedListNode<(string Tenant, JournalPool.Lease Lease)>? FindKept(string tenant)
    {
        for (var at = kept.First; at is not null; at = at.Next)
        {
            if (at.Value.Tenant == tenant)
            {
                return at;
            }
        }

        return null;
    }
}
