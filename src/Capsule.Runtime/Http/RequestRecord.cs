using Capsule.Envelopes;

namespace Capsule.Runtime.Http;

/// <summary>One request, as the envelope will tell of it.</summary>
internal sealed class RequestRecord(string method, string url, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private TimeSpan? duration;

    internal int? Status { get; set; }

    internal long Bytes { get; set; }

    internal string? Error { get; private set; }

    /// <summary>The response ended, or was given up.</summary>
    internal void End(string? error = null)
    {
        Error ??= error;
        duration ??= time.GetElapsedTime(start);
    }

    internal HostRequest ToHostRequest() => new(method, url)
    {
        Status = Status,
        DurationMs = (duration ?? time.GetElapsedTime(start)).TotalMilliseconds,
        Bytes = Bytes,
        Error = Error,
    };
}
