using Capsule.Runtime.Telemetry;

namespace Capsule.Runtime.Http;

/// <summary>The requests of one attempt, in order. Threat: a task that makes millions fills memory and envelope.</summary>
internal sealed class RequestLog(int limit, TimeProvider time)
{
    /// <summary>Threat: a URL may have 64 KiB, and a malformed one more; headers too.</summary>
    private const long ListedCharacters = 4 << 20;

    private readonly List<RequestRecord> records = [];
    private long characters;
    private readonly Lock gate = new();

    /// <summary>How many requests there were.</summary>
    internal int Count { get; private set; }

    /// <summary>How many are not in the list.</summary>
    internal int Omitted => Count - records.Count;

    /// <summary>Adds a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="url">Its URL, redacted.</param>
    /// <param name="headers">Its headers, redacted.</param>
    /// <param name="isReplayed">Whether it was made before: then it has its span already.</param>
    internal RequestRecord Add(
        string method, string url, IReadOnlyList<KeyValuePair<string, string>>? headers = null, bool isReplayed = false)
    {
        var record = new RequestRecord(method, url, headers ?? [], time, isReplayed ? null : RequestSpans.Start(method, url));
        var length = url.Length + (headers?.Sum(header => (long)header.Key.Length + header.Value.Length) ?? 0);
        lock (gate)
        {
            if (Count++ < limit && characters + length <= ListedCharacters)
            {
                characters += length;
                records.Add(record);
            }
        }

        return record;
    }

    internal IReadOnlyList<HostRequest> ToList()
    {
        lock (gate)
        {
            return [.. records.Select(record => record.ToHostRequest())];
        }
    }
}
