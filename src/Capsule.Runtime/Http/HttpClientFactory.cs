using System.Net;
using System.Text;

namespace Capsule.Runtime.Http;

/// <summary>Makes the HTTP client of one attempt: its connections are never another task's.</summary>
internal static class HttpClientFactory
{
    /// <param name="connector">Opens its connections.</param>
    /// <param name="limits">Bounds of responses.</param>
    /// <param name="keepsConnections">Whether a connection is used for more than one request.</param>
    internal static HttpMessageInvoker Create(GuardedConnector connector, HttpLimits limits, bool keepsConnections)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects are followed by the guest's library: each hop is a request of its own, checked like any other.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PreAuthenticate = false,
            Credentials = null,
            ConnectTimeout = limits.ConnectTime,
            MaxResponseHeadersLength = limits.ResponseHeaderKibibytes,
            MaxResponseDrainSize = 0,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ConnectCallback = connector.ConnectAsync,
        };
        if (!keepsConnections)
        {
            handler.PooledConnectionIdleTimeout = TimeSpan.Zero;
        }

        handler.SslOptions.RemoteCertificateValidationCallback = connector.TlsFor("").RemoteCertificateValidationCallback;
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }
}
