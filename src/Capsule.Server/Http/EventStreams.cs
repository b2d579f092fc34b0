namespace Capsule.Server.Http;

/// <summary>How many clients follow the events of runs.</summary>
/// <remarks>Threat: a client that opens streams without end; each holds a connection and what it knows of its run.</remarks>
internal sealed class EventStreams(ServerOptions options)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Takes one of a tenant's, until it is disposed of. Null where there are as many as there may be.</summary>
    internal Taken? Take(string tenant)
    {
        lock (counts)
        {
            var own = counts.GetValueOrDefault(tenant);
            if (own >= options.MaxEventStreamsOfTenant || all >= options.MaxEventStreams)
            {
                return null;
            }

            (counts[tenant], all) = (own + 1, all + 1);
            return new Taken(this, tenant);
        }
    }

    /// <summary>One of them.</summary>
    internal sealed class Taken(EventStreams owner, string tenant) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.counts)
            {
                owner.all--;
                if (--owner.counts[tenant] == 0)
                {
                    owner.counts.Remove(tenant);
                }
            }
        }
    }
}
