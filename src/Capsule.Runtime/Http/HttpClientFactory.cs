using System.Net;
using System.Text;

namespace Capsule.Runtime.Http;

/// <summary>Makes the HTTP client of one attempt: its connections are never another task's.</summary>
internal static class HttpClientFactory
{
    internal static HttpMessageInvoker Create(GuardedConnector connector, HttpLimits limits)
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
        handler.SslOptions.RemoteCertificateValidationCallback = connector.TlsFor("").RemoteCertificateValidationCallback;
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }
}
