using Capsule.Server.Tenants;

namespace Capsule.Server.Http;

/// <summary>How many clients follow the events of runs.</summary>
/// <remarks>Threat: a client that opens streams without end; each holds a connection and what it knows of its run.</remarks>
internal sealed class EventStreams(ServerOptions options)
{
    private readonly TenantCounts counts = new(options.MaxEventStreamsOfTenant, options.MaxEventStreams);

    /// <summary>Takes one of a tenant's, until it is disposed of. Null where there are as many as there may be.</summary>
    internal IDisposable? Take(string tenant) => counts.TryHold(tenant);
}
