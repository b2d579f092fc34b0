using System.Net.Sockets;
using System.Security.Authentication;
using Capsule.Network;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>Says why a request failed. The texts never hold anything of the request but its host.</summary>
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
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Known(e, url, isOutOfTime) is { } known)
            {
                return known;
            }
        }

        return new GateException(
            HostErrorKind.Connection, $"the connection to {url.Authority} failed: {exception.Message}", ConnectionReset);
    }

    private static GateException? Known(Exception exception, TargetUrl url, bool isOutOfTime) => exception switch
    {
        GateException gate => gate,
        OperationCanceledException when isOutOfTime => new(
            HostErrorKind.Timeout, $"the request to {url.Authority} took longer than it may"),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new(
            HostErrorKind.Timeout, $"{url.Authority} could not be reached in time"),
        AuthenticationException e => new(
            HostErrorKind.Tls, $"the TLS handshake with {url.Authority} failed: {e.Message} (the host verifies certificates; a task cannot turn that off)"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } e => new(
            HostErrorKind.LimitExceeded, $"the response of {url.Authority} exceeds a bound: {e.Message}"),
        HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } e => new(
            HostErrorKind.LimitExceeded, $"the response of {url.Authority} exceeds a bound: {e.Message}"),
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } e => new(
            HostErrorKind.Connection, $"the response of {url.Authority} is no valid HTTP: {e.Message}", ConnectionReset),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => new(
            HostErrorKind.Connection, $"{url.Authority} closed the connection before the response was complete", ConnectionReset),
        SocketException e => FromSocket(e, url),
        _ => null,
    };

    internal static GateException FromSocket(SocketException e, TargetUrl url) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => new(
            HostErrorKind.NameResolution, $"the name {url.Host} has no address"),
        SocketError.ConnectionRefused => new(HostErrorKind.Connection, $"{url.Authority} refused the connection", ConnectionRefused),
        SocketError.TimedOut => new(HostErrorKind.Timeout, $"{url.Authority} could not be reached in time"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => new(
            HostErrorKind.Connection, $"{url.Authority} cannot be reached: {e.Message}", HostUnreachable),
        _ => new(HostErrorKind.Connection, $"the connection to {url.Authority} failed: {e.Message}", ConnectionReset),
    };
}
