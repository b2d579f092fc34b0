using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>What an attempt may reach, and the connections to it. They are made when the first is needed.</summary>
internal sealed class Reach(TaskPolicy policy, NetworkOptions options) : IDisposable
{
    private readonly Lazy<HostGrants> grants = new(() => HostGrants.Of(policy.AllowedHosts));
    private readonly Lock gate = new();
    private GuardedConnector? connector;
    private HttpClients? clients;

    /// <summary>The rules that the task declares.</summary>
    internal HostGrants Grants => grants.Value;

    /// <summary>Connects to what is allowed.</summary>
    internal GuardedConnector Connector
    {
        get
        {
            lock (gate)
            {
                return connector ??= new GuardedConnector(grants.Value, options);
            }
        }
    }

    /// <summary>Sends requests.</summary>
    internal HttpClients Clients
    {
        get
        {
            lock (gate)
            {
                return clients ??= new HttpClients(() => Connector, options.Limits);
            }
        }
    }

    /// <summary>Refuses what the task may not reach.</summary>
    /// <exception cref="GateException">No rule allows it.</exception>
    internal void Require(TargetUrl url)
    {
        if (!Grants.Allow(url))
        {
            throw new Denials(Grants, options.Reader).Host(url);
        }

        if (url.Address is { } address && !Grants.Admit(url, address))
        {
            throw new Denials(Grants, options.Reader).Address(url, address);
        }

        if (Connector.DenialOf(url) is { } denial)
        {
            throw denial;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        clients?.Dispose();
        connector?.Dispose();
    }
}
