using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>
/// Opens the connections of one attempt. Threat: DNS rebinding. A name is resolved once for a connection, each address is
/// checked, and an address that was checked is the one connected to: nothing resolves the name again.
/// </summary>
internal sealed class GuardedConnector(HostGrants grants, NetworkOptions options) : IDisposable
{
    private readonly OpenConnections open = new();
    private readonly ConcurrentDictionary<string, byte> reached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GateException> denied = new(StringComparer.Ordinal);

    /// <summary>Where a request keeps the URL that was checked.</summary>
    internal static HttpRequestOptionsKey<TargetUrl> UrlKey { get; } = new("capsule.url");

    /// <summary>Why the addresses of a URL's host may not be reached, where that is known.</summary>
    internal GateException? DenialOf(TargetUrl url) => denied.GetValueOrDefault(url.Authority);

    /// <summary>
    /// Connects before the first request to a server; later requests share what is there. A refusal is kept for the
    /// request, which says what it is about.
    /// </summary>
    internal async Task PrepareAsync(TargetUrl url, CancellationToken cancellationToken)
    {
        if (!reached.TryAdd(KeyOf(url), 0))
        {
            return;
        }

        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(options.Limits.ConnectTime);
            var connection = await ConnectAsync(url, limited.Token).ConfigureAwait(false);
            open.Add(KeyOf(url), url.IsSecure ? await SecureAsync(connection, url, limited.Token).ConfigureAwait(false) : connection);
        }
        catch (Exception e)
        {
            reached.TryRemove(KeyOf(url), out _);
            if (e is GateException { Kind: HostErrorKind.PermissionDenied } denial)
            {
                denied[url.Authority] = denial;
                return;
            }

            throw GateErrors.From(e, url, isOutOfTime: !cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>The callback of the HTTP client.</summary>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(UrlKey, out var url))
        {
            throw new GateException(HostErrorKind.Failed, "a request without its URL");
        }

        return open.Take(KeyOf(url)) ?? await ConnectAsync(url, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The settings of TLS, for connections that are made early and for those of the HTTP client.</summary>
    internal SslClientAuthenticationOptions TlsFor(string host) => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = new CertificateTrust(options.TrustedRoots).Check,
    };

    public void Dispose() => open.Dispose();

    private static string KeyOf(TargetUrl url) => $"{url.Scheme}://{url.Authority}";

    private async Task<Stream> ConnectAsync(TargetUrl url, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(url, cancellationToken).ConfigureAwait(false);

        // What was checked is what is connected to: of ::ffff:10.0.0.5, that is 10.0.0.5. A zone stays: it names the link.
        IPAddress[] admitted = [.. found.Where(address => grants.Admit(url, address))
            .Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).Distinct()];
        if (admitted.Length == 0)
        {
            throw found.Count == 0
                ? new GateException(HostErrorKind.NameResolution, $"the name {url.Host} has no address")
                : new Denials(grants, options.Reader).Address(url, found[0]);
        }

        return await ConnectAsync(url, admitted, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Stream> SecureAsync(Stream connection, TargetUrl url, CancellationToken cancellationToken)
    {
        var secured = new SslStream(connection);
        try
        {
            await secured.AuthenticateAsClientAsync(TlsFor(url.Host), cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(TargetUrl url, CancellationToken cancellationToken)
    {
        if (url.Address is { } address)
        {
            return [address];
        }

        try
        {
            return await options.Resolver.ResolveAsync(url.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw GateErrors.FromSocket(e, url);
        }
    }

    private static async Task<Stream> ConnectAsync(TargetUrl url, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], url.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
