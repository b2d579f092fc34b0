using System.Net.Sockets;
using System.Security.Authentication;
using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>
/// Says why a request failed. Threat: .NET's messages quote what a server sent, such as a malformed status line, and a server may
/// send the secret that it got. So every text here is fixed, and holds nothing of request and response but the host.
/// </summary>
internal static class GateErrors
{
    /// <summary>Numbers as the guest has them (Emscripten's, which are WASI's).</summary>
    internal const int ConnectionRefused = 14;
    internal const int ConnectionReset = 15;
    private const int HostUnreachable = 23;

    /// <summary>A call did not wait longer: the request goes on.</summary>
    internal const string CallTimedOut = "timed out";

    /// <summary>The failure that an exception of the HTTP client stands for.</summary>
    internal static GateException From(Exception exception, TargetUrl url, bool isOutOfTime)
    {
        var chain = Chain(exception).ToArray();
        return chain.Select(e => Own(e, url)).FirstOrDefault(own => own is not null)
            ?? chain.Select(e => Known(e, url, isOutOfTime)).FirstOrDefault(known => known is not null)
            ?? new GateException(HostErrorKind.Connection, $"the connection to {url.Authority} failed", ConnectionReset);
    }

    internal static GateException FromSocket(SocketException e, TargetUrl url) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => new(
            HostErrorKind.NameResolution, $"the name {url.Host} has no address"),
        SocketError.ConnectionRefused => new(HostErrorKind.Connection, $"{url.Authority} refused the connection", ConnectionRefused),
        SocketError.TimedOut => new(HostErrorKind.Timeout, $"{url.Authority} could not be reached in time"),
        SocketError.HostUnreachable or SocketError.HostDown => new(
            HostErrorKind.Connection, $"{url.Authority} cannot be reached: there is no route to the host", HostUnreachable),
        SocketError.NetworkUnreachable or SocketError.NetworkDown => new(
            HostErrorKind.Connection, $"{url.Authority} cannot be reached: there is no route to its network", HostUnreachable),
        SocketError.ConnectionReset => new(HostErrorKind.Connection, $"{url.Authority} reset the connection", ConnectionReset),

        // The name of the error is .NET's own word; its message may hold the address.
        _ => new(HostErrorKind.Connection, $"the connection to {url.Authority} failed ({e.SocketErrorCode})", ConnectionReset),
    };

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    /// <summary>Exceptions whose texts are ours, wherever they are in a chain.</summary>
    private static GateException? Own(Exception exception, TargetUrl url) => exception switch
    {
        GateException gate => gate,
        UntrustedCertificateException e => Tls(url, e.Message),
        _ => null,
    };

    private static GateException? Known(Exception exception, TargetUrl url, bool isOutOfTime) => exception switch
    {
        OperationCanceledException when isOutOfTime => new(
            HostErrorKind.Timeout, $"the request to {url.Authority} took longer than it may"),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new(
            HostErrorKind.Timeout, $"{url.Authority} could not be reached in time"),
        AuthenticationException => Tls(url, "the server speaks no TLS at this port, or no version and cipher that the host accepts"),
        HttpRequestException e => FromHttp(e.HttpRequestError, url),
        HttpIOException e => FromHttp(e.HttpRequestError, url),
        SocketException e => FromSocket(e, url),
        _ => null,
    };

    /// <summary>Null where what is inside of the exception says more.</summary>
    private static GateException? FromHttp(HttpRequestError error, TargetUrl url) => error switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError => new(
            HostErrorKind.Connection, $"the response of {url.Authority} is no valid HTTP/1.1", ConnectionReset),
        HttpRequestError.ConfigurationLimitExceeded => new(
            HostErrorKind.LimitExceeded, $"the response of {url.Authority} exceeds a bound: its head, or a line of it, is too long"),
        HttpRequestError.ResponseEnded => new(
            HostErrorKind.Connection, $"{url.Authority} closed the connection before the response was complete", ConnectionReset),
        _ => null,
    };

    private static GateException Tls(TargetUrl url, string why) => new(
        HostErrorKind.Tls, $"the TLS handshake with {url.Authority} failed: {why} (the host verifies certificates; a task cannot turn that off)");
}
