using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Capsule.Network;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Telemetry;

/// <summary>
/// Spans of the HTTP requests of guests, by OpenTelemetry's semantic conventions for HTTP clients. The request itself carries
/// nothing of them: neither the server nor the guest learns of the host's traces.
/// </summary>
internal static class RequestSpans
{
    /// <summary>Threat: a guest that invents methods makes as many kinds of spans.</summary>
    private static readonly FrozenSet<string> Methods =
        FrozenSet.Create(StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "QUERY");

    /// <summary>A request is made, below the span of this moment. Null when nobody listens.</summary>
    /// <param name="method">The method, a guest's text.</param>
    /// <param name="url">The URL, redacted.</param>
    internal static Activity? Start(string method, string url)
    {
        if (!CapsuleTelemetry.Source.HasListeners())
        {
            return null;
        }

        var isKnown = Methods.Contains(method);
        var tags = new TagList { { "http.request.method", isKnown ? method : "_OTHER" }, { "url.full", url } };
        if (!isKnown)
        {
            tags.Add("http.request.method_original", method);
        }

        // A request outlives the call that opens it, which goes on in its own span.
        var around = Activity.Current;
        var span = CapsuleTelemetry.Source.StartActivity(ActivityKind.Client, tags: tags, name: isKnown ? method : "HTTP");
        Activity.Current = around;
        return span;
    }

    /// <summary>It is known where it is to go.</summary>
    internal static void Address(Activity? span, TargetUrl url)
    {
        span?.SetTag("server.address", url.Host);
        span?.SetTag("server.port", url.Port);
    }

    /// <summary>The response was read, or there is none.</summary>
    internal static void End(Activity? span, int? status, HostErrorKind? error)
    {
        if (span is null or { IsStopped: true })
        {
            return;
        }

        if (status is { } code)
        {
            span.SetTag("http.response.status_code", code);
        }

        if (ErrorType(status, error) is { } type)
        {
            span.SetTag("error.type", type);
            span.SetStatus(ActivityStatusCode.Error);
        }

        var around = Activity.Current;
        span.Stop();
        Activity.Current = around;
    }

    private static string? ErrorType(int? status, HostErrorKind? error) =>
        error?.ToName() ?? status switch
        {
            null => HostErrorKind.Cancelled.ToName(),
            >= 400 and var code => code.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
}
