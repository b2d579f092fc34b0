using System.Collections.Concurrent;
using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>
/// The HTTP clients of one attempt. .NET keeps the connection of an HTTP/1.0 server for the next request, although such a server closes
/// it: a request with a body that meets the end is lost. So such servers get a connection for each request, once they are known.
/// </summary>
internal sealed class HttpClients(Func<GuardedConnector> connector, HttpLimits limits) : IDisposable
{
    private readonly ConcurrentDictionary<string, byte> closing = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private HttpMessageInvoker? keeping;
    private HttpMessageInvoker? single;

    /// <summary>The one for a URL.</summary>
    internal HttpMessageInvoker For(TargetUrl url)
    {
        lock (gate)
        {
            return closing.ContainsKey(url.Authority)
                ? single ??= HttpClientFactory.Create(connector(), limits, keepsConnections: false)
                : keeping ??= HttpClientFactory.Create(connector(), limits, keepsConnections: true);
        }
    }

    /// <summary>A response came: says whether its server keeps connections.</summary>
    internal void Learn(TargetUrl url, HttpResponseMessage response)
    {
        if (response.Version < System.Net.HttpVersion.Version11
            && !response.Headers.Connection.Contains("keep-alive", StringComparer.OrdinalIgnoreCase))
        {
            closing.TryAdd(url.Authority, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        keeping?.Dispose();
        single?.Dispose();
    }
}
