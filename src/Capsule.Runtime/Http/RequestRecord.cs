using System.Diagnostics;
using Capsule.Network;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Telemetry;

namespace Capsule.Runtime.Http;

/// <summary>One request, as the envelope and its span will tell of it.</summary>
internal sealed class RequestRecord(
    string method, string url, IReadOnlyList<KeyValuePair<string, string>> headers, TimeProvider time, Activity? span)
{
    private readonly long start = time.GetTimestamp();
    private TimeSpan? duration;

    internal int? Status { get; set; }

    internal long Bytes { get; set; }

    internal long RequestBytes { get; set; }

    internal string? Error { get; private set; }

    /// <summary>It is known where it is to go.</summary>
    internal void Address(TargetUrl target) => RequestSpans.Address(span, target);

    /// <summary>The response ended, or was given up, or there is none.</summary>
    /// <param name="failure">What the guest got instead, or null.</param>
    /// <param name="took">How long it took; null where it ends now.</param>
    internal void End(HostAnswer? failure = null, TimeSpan? took = null)
    {
        Error ??= failure?.Message;
        duration ??= took ?? time.GetElapsedTime(start);
        RequestSpans.End(span, Status, failure?.Error);
    }

    internal HostRequest ToHostRequest() => new(method, url)
    {
        Status = Status,
        DurationMs = (duration ?? time.GetElapsedTime(start)).TotalMilliseconds,
        Bytes = Bytes,
        RequestBytes = RequestBytes,
        Headers = headers,
        Error = Error,
    };
}
