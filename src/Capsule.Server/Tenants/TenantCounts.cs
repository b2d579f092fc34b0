namespace Capsule.Server.Tenants;

/// <summary>Counts something of which each tenant may have so many, and all together so many. Thread-safe.</summary>
/// <param name="mostOfTenant">How many a tenant may have.</param>
/// <param name="mostInAll">How many there may be.</param>
internal sealed class TenantCounts(int mostOfTenant, int mostInAll)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Counts one of a tenant, which <see cref="Give"/> takes off again; or says who has too many.</summary>
    internal Reservation TryTake(string tenant)
    {
        lock (counts)
        {
            if (counts.GetValueOrDefault(tenant) >= mostOfTenant)
            {
                return Reservation.TenantHasTooMany;
            }

            if (all >= mostInAll)
            {
                return Reservation.ServerHasTooMany;
            }

            Take(tenant);
            return Reservation.Made;
        }
    }

    /// <summary>Counts one that is there already, however many there are.</summary>
    internal void Take(string tenant)
    {
        lock (counts)
        {
            counts[tenant] = counts.GetValueOrDefault(tenant) + 1;
            all++;
        }
    }

    /// <summary>Takes one of a tenant off.</summary>
    internal void Give(string tenant)
    {
        lock (counts)
        {
            all--;
            if (--counts[tenant] == 0)
            {
                counts.Remove(tenant);
            }
        }
    }

    /// <summary>Counts one of a tenant until it is disposed of; null where there are too many.</summary>
    internal IDisposable? TryHold(string tenant) => TryTake(tenant) == Reservation.Made ? new Held(this, tenant) : null;

    private sealed class Held(TenantCounts owner, string tenant) : IDisposable
    {
        private int isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isGiven, 1) == 0)
            {
                owner.Give(tenant);
            }
        }
    }
}
